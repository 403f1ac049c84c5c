package org.virtuald.host.metrics;

import static org.virtuald.host.metrics.MetricFamilies.seconds;

import java.util.Map;
import org.virtuald.host.traffic.ServiceCounts;
import org.virtuald.host.traffic.Usage;

/** The counters of connections as metrics. */
public final class TrafficMetrics {
    private TrafficMetrics() {}

    /** Adds those of all services, by name. */
    public static void add(Map<String, ServiceCounts> counts, MetricFamilies to) {
        counts.forEach((service, some) -> add(service, some, to));
    }

    private static void add(String service, ServiceCounts counts, MetricFamilies to) {
        String[] label = {"service", service};
        to.counter("virtuald_connections_accepted", "Connections that were accepted.", counts.accepted(), label);
        to.counter(
                "virtuald_connections_launched", "Connections that were begun to be served.", counts.launched(), label);
        to.gauge("virtuald_connections_active", "Connections that are served now.", counts.active(), label);
        to.counter("virtuald_connections_dropped", "Closed before anything was run.", counts.dropped(), label);
        tally(
                "virtuald_connections_refused",
                "Connections that were refused.",
                "reason",
                service,
                counts.refused(),
                to);
        tally(
                "virtuald_connections_failed",
                "Connections for which something failed before the program's first instruction.",
                "stage",
                service,
                counts.failed(),
                to);
        to.counter("virtuald_connections_served", "Done with by the service of a bundle.", counts.served(), label);
        to.counter("virtuald_connections_threw", "For which the service of a bundle threw.", counts.threw(), label);
        tally("virtuald_programs_exited", "Programs that have exited.", "status", service, counts.exited(), to);
        tally("virtuald_programs_killed", "Programs that a signal has killed.", "signal", service, counts.killed(), to);
        to.counter("virtuald_programs_lost", "Programs whose end is not known.", counts.unknown(), label);
        Usage usage = counts.usage();
        String processor = "virtuald_programs_cpu_seconds";
        String ofPrograms = "Processor time of programs that have ended.";
        to.counter(processor, ofPrograms, seconds(usage.user()), "service", service, "mode", "user");
        to.counter(processor, ofPrograms, seconds(usage.system()), "service", service, "mode", "system");
        to.gauge("virtuald_programs_peak_memory_bytes", "The most that one had resident.", usage.peakMemory(), label);
        to.histogram("virtuald_launch_seconds", "From accepting a connection to its start.", counts.latency(), label);
        to.histogram(
                "virtuald_spawn_seconds", "The part of that in which its process was made.", counts.spawn(), label);
        to.summary(
                "virtuald_roots_lookup_seconds",
                "The part of that in which the root was found.",
                counts.spawn().total(),
                counts.lookUps(),
                label);
    }

    private static void tally(
            String name, String help, String key, String service, Map<?, Long> counts, MetricFamilies to) {
        counts.forEach((one, count) -> to.counter(name, help, count, "service", service, key, one.toString()));
    }
}
