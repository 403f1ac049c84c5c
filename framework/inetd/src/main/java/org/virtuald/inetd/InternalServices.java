package org.virtuald.inetd;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What inetd answers by itself, which the bundle internal does here. */
final class InternalServices {
    private static final String FILE = "bundles/internal.properties";
    /** Their ports by RFC 862 to 868 and 1078: the bundle takes numbers only. */
    private static final Map<String, Integer> KNOWN =
            Map.of("echo", 7, "discard", 9, "chargen", 19, "daytime", 13, "time", 37, "tcpmux", 1);

    private final Map<String, Listening> listening = new TreeMap<>();

    /** The reason if there is no such service. */
    Optional<String> add(String service, Listening where) {
        if (!KNOWN.containsKey(service)) {
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
                endpoints(where).collect(Collectors.joining(", ")),
                (one, other) -> one + ", " + other));
        lines.forEach((service, endpoints) ->
                properties.append(service).append(" = ").append(endpoints).append('\n'));
        String low = listening.values().stream()
                .filter(Listening::isBelow1024)
                .flatMap(InternalServices::endpoints)
                .distinct()
                .map(endpoint -> '"' + endpoint + '"')
                .collect(Collectors.joining(", "));
        if (!low.isEmpty()) {
            directory.file("virtuald.conf", "# ports below 1024 for bundles\nbundle-listen = [" + low + "]\n");
        }
        directory.file(FILE, properties.toString());
    }

    private static Stream<String> endpoints(Listening where) {
        return where.endpoints().stream().map(endpoint -> {
            int port = endpoint.lastIndexOf(':') + 1;
            Integer number = KNOWN.get(endpoint.substring(port));
            return number == null ? endpoint : endpoint.substring(0, port) + number;
        });
    }
}
