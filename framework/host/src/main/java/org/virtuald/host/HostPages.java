package org.virtuald.host;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.virtuald.host.metrics.MetricFamilies;
import org.virtuald.host.metrics.MetricsPage;
import org.virtuald.host.metrics.PageAnswer;
import org.virtuald.host.metrics.PageRequest;
import org.virtuald.host.metrics.ProcessMetrics;
import org.virtuald.host.metrics.TrafficMetrics;
import org.virtuald.host.traffic.Traffic;

/** What a host says over HTTP: its metrics and its health. For any thread. */
final class HostPages {
    private static final List<String> STATES = List.of("active", "paused", "draining", "stopped", "disabled", "failed");
    private static final String READY = "/readyz";

    private final StatusReport status;
    private final Traffic traffic;
    private final ReloadCounts reloads;
    private final Health health;
    private final long launcher;

    /**
     * @param launcher the launcher's process
     */
    HostPages(StatusReport status, Traffic traffic, ReloadCounts reloads, Health health, long launcher) {
        this.status = status;
        this.traffic = traffic;
        this.reloads = reloads;
        this.health = health;
        this.launcher = launcher;
    }

    PageAnswer answer(PageRequest request) {
        String path = request.path();
        if (path.equals("/metrics")) {
            return MetricsPage.of(metrics(), request);
        }
        if (path.equals("/healthz")) {
            return health.alive();
        }
        if (path.equals(READY)) {
            return health.ready();
        }
        if (path.startsWith(READY + "/")) {
            return health.ready(path.substring(READY.length() + 1));
        }
        return PageAnswer.text("404 Not Found", "there are /metrics, /healthz, /readyz and /readyz/SERVICE");
    }

    private MetricFamilies metrics() {
        MetricFamilies metrics = new MetricFamilies();
        metrics.gauge(
                "virtuald_build_info",
                "The version of the host, and of Java.",
                1,
                "version",
                StatusReport.version(),
                "java",
                Runtime.version().toString());
        String help = "How often the conf directory was read and followed: all of it, a part, or not at all.";
        metrics.counter("virtuald_reloads", help, reloads.complete(), "outcome", "complete");
        metrics.counter("virtuald_reloads", help, reloads.incomplete(), "outcome", "incomplete");
        metrics.counter("virtuald_reloads", help, reloads.failed(), "outcome", "failed");
        // several services of bundles may have one name, and a sample may not be there twice
        status.services().stream()
                .collect(Collectors.groupingBy(one -> String.valueOf(one.get("name"))))
                .forEach((name, same) -> add(name, same, metrics));
        TrafficMetrics.add(traffic.counts(), metrics);
        ProcessMetrics.add(launcher, metrics);
        return metrics;
    }

    private static void add(String name, List<Map<String, Object>> same, MetricFamilies to) {
        for (String state : STATES) {
            long count =
                    same.stream().filter(one -> state.equals(one.get("state"))).count();
            to.gauge(
                    "virtuald_service_state",
                    "How many of that name are in the state.",
                    count,
                    "service",
                    name,
                    "state",
                    state);
        }
        to.gauge(
                "virtuald_service_conf_errors",
                "Errors in its conf file; what was in force before still is.",
                same.stream()
                        .mapToLong(one -> one.get("errors") instanceof List<?> errors ? errors.size() : 0)
                        .sum(),
                "service",
                name);
        to.gauge(
                "virtuald_service_listeners",
                "Sockets that it listens on.",
                same.stream()
                        .flatMap(one -> one.get("endpoints") instanceof List<?> all ? all.stream() : Stream.empty())
                        .filter(one -> one instanceof Map<?, ?> endpoint && endpoint.containsKey("address"))
                        .count(),
                "service",
                name);
        for (Map<String, Object> one : same) {
            if (one.get("roots_lines") instanceof Number lines) { // only that of a conf file has them
                to.gauge("virtuald_service_roots_lines", "Lines of its roots table.", lines, "service", name);
            }
        }
    }
}
