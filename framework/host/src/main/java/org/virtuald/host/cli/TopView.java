package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;

/** What {@code virtuald top} shows: the head of the status, services by how busy they are, connections. */
final class TopView {
    private static final double NANOS_A_SECOND = 1e9;

    private final Path stateDirectory;
    private final Map<String, Long> accepted = new HashMap<>();
    private long lookedNanos = System.nanoTime();

    TopView(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** Asks the host. */
    List<String> lines(Terminal terminal) throws HostException {
        return lines(
                Asking.of(stateDirectory, new ControlRequest("status")),
                Asking.of(stateDirectory, new ControlRequest("connections")),
                System.nanoTime(),
                terminal);
    }

    /** Lays out two answers; rates are from the last time to now. */
    List<String> lines(Config status, Config connections, long nowNanos, Terminal terminal) {
        double seconds = (nowNanos - lookedNanos) / NANOS_A_SECOND;
        lookedNanos = nowNanos;
        List<String> lines = new ArrayList<>();
        StatusText.head(status).forEach(line -> lines.add(Table.cut(line, terminal.width())));
        lines.add("");
        lines.addAll(services(ServiceLine.all(status), seconds, terminal));
        lines.add("");
        lines.addAll(StatusText.connections(connections, terminal));
        return lines;
    }

    private List<String> services(List<ServiceLine> services, double seconds, Terminal terminal) {
        Table table = new Table(
                Table.left("SERVICE"),
                Table.left("STATE"),
                Table.right("ACTIVE"),
                Table.right("PER S"),
                Table.right("ACCEPTED"),
                Table.right("REFUSED"),
                Table.right("FAILED"),
                Table.right("LAUNCH"),
                Table.right("CPU S"));
        Comparator<ServiceLine> busiest =
                Comparator.comparingLong((ServiceLine one) -> -one.counters().active());
        for (ServiceLine one : services.stream().sorted(busiest).toList()) {
            ServiceLine.Counters counters = one.counters();
            Long before = accepted.put(one.name(), counters.accepted());
            String rate = before == null || seconds <= 0
                    ? "-"
                    : String.format(Locale.ROOT, "%.1f", (counters.accepted() - before) / seconds);
            table.row(
                            one.name(),
                            one.state(),
                            counters.active(),
                            rate,
                            counters.accepted(),
                            counters.refused(),
                            counters.failed(),
                            counters.medianLatency(),
                            String.format(Locale.ROOT, "%.1f", counters.cpuMicros() / 1e6))
                    .colour(1, one.colour());
        }
        return table.lines(terminal);
    }
}
