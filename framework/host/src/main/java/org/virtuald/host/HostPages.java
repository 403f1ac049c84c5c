package org.virtuald.host;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.virtuald.host.metrics.MetricText;
import org.virtuald.host.metrics.MetricsServer.Answer;
import org.virtuald.host.traffic.ServiceCounts;
import org.virtuald.host.traffic.Traffic;

/** What a host says over HTTP: its metrics, whether it lives, and whether all its services are open. For any thread. */
final class HostPages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String STATE = "state";
    private static final double MILLIS_A_SECOND = 1000;
    private static final double NANOS_A_SECOND = 1e9;
    private static final List<String> STATES = List.of("active", "paused", "draining", "stopped", "disabled", "failed");

    private final StatusReport status;
    private final Traffic traffic;
    private final Deployer deployer;
    private final long launcher;
    private final long began = System.nanoTime();
    private volatile boolean ready;

    /**
     * @param launcher the launcher's process
     */
    HostPages(StatusReport status, Traffic traffic, Deployer deployer, long launcher) {
        this.status = status;
        this.traffic = traffic;
        this.deployer = deployer;
        this.launcher = launcher;
    }

    /** The host has started. */
    void started() {
        ready = true;
    }

    /** What there is, by path. */
    Map<String, Supplier<Answer>> byPath() {
        return Map.of(
                "/metrics", () -> new Answer("200 OK", MetricText.CONTENT_TYPE, metrics()),
                "/healthz", () -> new Answer("200 OK", TEXT, "alive\n"),
                "/readyz", this::readiness);
    }

    private Answer readiness() {
        Stream<String> host = ready ? Stream.of() : Stream.of("the host is starting");
        Stream<String> process = isLauncherAlive() ? Stream.of() : Stream.of("the launcher has ended");
        Stream<String> services = status.services().stream()
                .filter(one -> !"active".equals(one.get(STATE)) && !"disabled".equals(one.get(STATE)))
                .map(one -> one.get("name") + ": " + one.get(STATE) + reason(one));
        List<String> failing =
                Stream.of(host, process, services).flatMap(each -> each).toList();
        return failing.isEmpty()
                ? new Answer("200 OK", TEXT, "ready\n")
                : new Answer("503 Service Unavailable", TEXT, String.join("\n", failing) + "\n");
    }

    private static String reason(Map<String, Object> service) {
        String reason = String.valueOf(service.get("reason"));
        return reason.isEmpty() ? "" : ": " + reason.replace('\n', ' ');
    }

    private boolean isLauncherAlive() {
        return ProcessHandle.of(launcher).map(ProcessHandle::isAlive).orElse(false);
    }

    private String metrics() {
        MetricText text = new MetricText();
        Map<String, Object> all = status.all();
        text.gauge(
                "virtuald_build_info",
                "The version that runs.",
                Map.of("version", String.valueOf(all.get("version"))),
                1);
        text.gauge(
                "virtuald_uptime_seconds",
                "Since the host has started.",
                Map.of(),
                Duration.ofNanos(System.nanoTime() - began).toMillis() / MILLIS_A_SECOND);
        text.gauge("virtuald_launcher_up", "Whether the launcher lives.", Map.of(), isLauncherAlive() ? 1 : 0);
        text.counter("virtuald_reloads_total", "Reloads that were asked for.", Map.of(), deployer.reloads());
        text.counter(
                "virtuald_reload_failures_total",
                "Reloads that failed, or refused or could not open something.",
                Map.of(),
                deployer.failedReloads());
        process(text, "host", ProcessHandle.current().pid());
        process(text, "launcher", launcher);
        jvm(text);
        services(text, status.services());
        traffic.counts().forEach((service, counts) -> counts(text, service, counts));
        return text.toString();
    }

    private static void process(MetricText text, String process, long pid) {
        Map<String, String> labels = Map.of("process", process);
        if (StatusReport.process(pid).get("rss_bytes") instanceof Number bytes) {
            text.gauge("virtuald_resident_memory_bytes", "VmRSS of proc(5).", labels, bytes.doubleValue());
        }
        descriptors(pid)
                .ifPresent(open -> text.gauge("virtuald_open_fds", "Open descriptors of the process.", labels, open));
    }

    /** Empty for a process of another user: its /proc/PID/fd is not for this one. */
    private static OptionalLong descriptors(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static void jvm(MetricText text) {
        text.gauge(
                "virtuald_jvm_heap_used_bytes",
                "Used heap of the host.",
                Map.of(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        text.gauge(
                "virtuald_jvm_threads",
                "Live threads of the host.",
                Map.of(),
                ManagementFactory.getThreadMXBean().getThreadCount());
        long millis = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .filter(time -> time > 0)
                .sum();
        text.counter(
                "virtuald_jvm_gc_seconds_total", "Time in garbage collection.", Map.of(), millis / MILLIS_A_SECOND);
    }

    private static void services(MetricText text, List<Map<String, Object>> services) {
        // several services of bundles may have one name: a sample may not be there twice
        Map<String, List<Map<String, Object>>> byName = services.stream()
                .collect(Collectors.groupingBy(
                        one -> String.valueOf(one.get("name")), LinkedHashMap::new, Collectors.toList()));
        byName.forEach((name, same) -> {
            for (String state : STATES) {
                Map<String, String> labels = labels(name, STATE, state);
                long here = same.stream()
                        .filter(one -> state.equals(one.get(STATE)))
                        .count();
                text.gauge("virtuald_service_state", "How many of that name are in the state.", labels, here);
            }
            for (Map<String, Object> one : same) {
                if (one.get("roots_lines") instanceof Number lines) { // only that of a conf file has them
                    text.gauge("virtuald_roots_lines", "Lines of the roots table.", Map.of("service", name), lines);
                }
            }
        });
    }

    private static void counts(MetricText text, String name, ServiceCounts counts) {
        Map<String, String> service = Map.of("service", name);
        text.counter("virtuald_connections_accepted_total", "Connections accepted.", service, counts.accepted());
        text.counter("virtuald_connections_launched_total", "Of them, begun to be served.", service, counts.launched());
        text.gauge("virtuald_connections_active", "Connections that live now.", service, counts.active());
        text.counter("virtuald_connections_dropped_total", "Closed before anything ran.", service, counts.dropped());
        text.counter("virtuald_connections_served_total", "Ended by services of bundles.", service, counts.served());
        text.counter("virtuald_connections_threw_total", "Ended by their exceptions.", service, counts.threw());
        text.counter("virtuald_connections_unknown_total", "Of unknown end.", service, counts.unknown());
        counts.refused()
                .forEach((reason, many) -> text.counter(
                        "virtuald_connections_refused_total", "Refused.", labels(name, "reason", reason), many));
        counts.failed()
                .forEach((stage, many) -> text.counter(
                        "virtuald_connections_failed_total",
                        "Failed before the first instruction.",
                        labels(name, "stage", stage),
                        many));
        counts.exited()
                .forEach((code, many) -> text.counter(
                        "virtuald_programs_exited_total", "Programs ended.", labels(name, "status", "" + code), many));
        counts.killed()
                .forEach((signal, many) -> text.counter(
                        "virtuald_programs_killed_total",
                        "Programs killed.",
                        labels(name, "signal", "" + signal),
                        many));
        double user = counts.usage().user().toNanos() / NANOS_A_SECOND;
        double system = counts.usage().system().toNanos() / NANOS_A_SECOND;
        String help = "Processor time of ended programs.";
        text.counter("virtuald_programs_cpu_seconds_total", help, labels(name, "mode", "user"), user);
        text.counter("virtuald_programs_cpu_seconds_total", help, labels(name, "mode", "system"), system);
        text.histogram("virtuald_launch_latency_seconds", "From accept to start.", service, counts.latency());
        text.histogram("virtuald_spawn_seconds", "What posix_spawn(3) took.", service, counts.spawn());
    }

    private static Map<String, String> labels(String service, String label, String value) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("service", service);
        labels.put(label, value);
        return labels;
    }
}
