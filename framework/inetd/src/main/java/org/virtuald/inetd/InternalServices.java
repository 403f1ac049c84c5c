package org.virtuald.inetd;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** The settings of the bundle; the two protocols of a service are one line. */
    void writeTo(ConfDirectory directory) {
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
        String low = listening.values().stream()
                .filter(Listening::isBelow1024)
                .flatMap(where -> where.endpoints().stream())
                .distinct()
                .map(endpoint -> '"' + endpoint + '"')
                .collect(Collectors.joining(", "));
        if (!low.isEmpty()) {
            directory.file("virtuald.conf", "# ports below 1024 for bundles\nbundle-listen = [" + low + "]\n");
        }
        directory.file(FILE, properties.toString());
    }
}
