package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The host's answers as text for people. */
final class StatusText {
    private StatusText() {}

    /** Two lines: the host, and how many services are in which state. */
    static List<String> head(Config status) {
        List<ServiceLine> services = ServiceLine.all(status);
        Map<String, Long> states = new TreeMap<>(
                services.stream().collect(Collectors.groupingBy(ServiceLine::state, Collectors.counting())));
        long active =
                services.stream().mapToLong(one -> one.counters().active()).sum();
        String byState = states.entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return List.of(
                "virtuald " + status.getString("version") + ", up "
                        + Words.duration(Duration.ofSeconds(status.getLong("uptime_seconds"))) + "; host "
                        + process(status.getConfig("host")) + ", launcher " + process(status.getConfig("launcher")),
                Words.count(services.size(), "service") + (byState.isEmpty() ? "" : ": " + byState) + "; "
                        + Words.count(active, "connection"));
    }

    private static String process(Config process) {
        return "pid " + process.getLong("pid")
                + (process.hasPath("rss_bytes") ? " with " + Words.mebibytes(process.getLong("rss_bytes")) : "");
    }

    static List<String> services(List<ServiceLine> services, Terminal terminal) {
        Table table = new Table(
                Table.left("SERVICE"),
                Table.left("STATE"),
                Table.left("LISTENS"),
                Table.right("ACTIVE"),
                Table.right("ACCEPTED"),
                Table.right("ENDED"),
                Table.right("BADLY"),
                Table.right("REFUSED"),
                Table.right("FAILED"));
        for (ServiceLine one : services) {
            ServiceLine.Counters counters = one.counters();
            table.row(
                            one.name(),
                            one.state(),
                            String.join(", ", one.listens()),
                            counters.active(),
                            counters.accepted(),
                            counters.ended(),
                            counters.badly(),
                            counters.refused(),
                            counters.failed())
                    .colour(1, one.colour());
        }
        return table.lines(terminal);
    }

    /** What is wrong with services, a line each; not cut, for the reason may stand at the end. */
    static List<String> troubles(List<ServiceLine> services) {
        List<String> lines = new ArrayList<>();
        for (ServiceLine one : services) {
            if (!one.reason().isEmpty() && !one.errors().contains(one.reason())) {
                one.reason().lines().forEach(line -> lines.add(of(one, line)));
            }
            one.errors().forEach(error -> lines.add(of(one, error)));
        }
        return lines;
    }

    private static String of(ServiceLine service, String text) {
        return text.startsWith(service.name() + ": ") ? text : service.name() + ": " + text;
    }

    static List<String> connections(Config answer, Terminal terminal) {
        Table table = new Table(
                Table.right("ID"),
                Table.left("SERVICE"),
                Table.left("REMOTE"),
                Table.left("LOCAL"),
                Table.left("ROOT"),
                Table.right("PID"),
                Table.right("AGE"),
                Table.left("STATE"));
        for (ConfigObject object : answer.getObjectList("connections")) {
            Config one = object.toConfig();
            table.row(
                    one.getLong("id"),
                    one.getString("service"),
                    text(one, "remote"),
                    text(one, "local"),
                    text(one, "root"),
                    text(one, "pid"),
                    Words.duration(Duration.ofMillis(one.getLong("age_ms"))),
                    one.getString("state"));
        }
        return table.lines(terminal);
    }

    private static String text(Config object, String key) {
        return object.hasPath(key) ? object.getString(key) : "-";
    }
}
