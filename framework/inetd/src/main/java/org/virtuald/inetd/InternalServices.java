package org.virtuald.inetd;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What inetd answers by itself, which the bundle internal does here. */
final class InternalServices {
    private static final String FILE = "bundles/internal.properties";
    private static final Set<String> KNOWN = Set.of("echo", "discard", "chargen", "daytime", "time", "tcpmux");

    private final Map<String, Listening> listening = new TreeMap<>();

    /** The reason if there is no such service. */
    Optional<String> add(String service, Listening where) {
        if (!KNOWN.contains(service)) {
            return Optional.of("there is no internal service " + service);
        }
        Listening before = listening.putIfAbsent(where.isDatagrams() ? service + "/udp" : service, where);
        if (before != null) {
            before.add(where);
        }
        return Optional.empty();
    }

    /**
     * The settings of the bundle; the two protocols of a service are one line.
     *
     * @param remarks told of ports that the bundle cannot open by itself
     */
    void writeTo(ConfDirectory directory, Consumer<Remark> remarks) {
        if (listening.isEmpty()) {
            return;
        }
        StringBuilder properties = new StringBuilder("# what inetd answered by itself; needs bundles/internal.jar\n");
        Map<String, String> lines = new TreeMap<>();
        listening.forEach((service, where) -> lines.merge(
                service.replaceFirst("/.*", ""),
                where.endpoints().stream().collect(Collectors.joining(", ")),
                (one, other) -> one + ", " + other));
        lines.forEach((service, endpoints) ->
                properties.append(service).append(" = ").append(endpoints).append('\n'));
        String low = listening.entrySet().stream()
                .filter(service -> service.getValue().isBelow1024())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!low.isEmpty()) {
            remarks.accept(new Remark(
                    FILE,
                    0,
                    low + ": a bundle opens no ports below 1024 unless net.ipv4.ip_unprivileged_port_start allows it"));
        }
        directory.file(FILE, properties.toString());
    }
}
