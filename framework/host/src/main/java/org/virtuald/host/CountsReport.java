package org.virtuald.host;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.virtuald.host.traffic.LatencyHistogram;
import org.virtuald.host.traffic.ServiceCounts;

/** The counters of a service as fields of an answer on the control socket. */
final class CountsReport {
    private static final long NANOS_A_MICRO = 1000;

    private CountsReport() {}

    static Map<String, Object> of(ServiceCounts counts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("accepted", counts.accepted());
        fields.put("launched", counts.launched());
        fields.put("active", counts.active());
        fields.put("dropped", counts.dropped());
        fields.put("refused", counts.refused());
        fields.put("failed", counts.failed());
        fields.put("exited", byText(counts.exited()));
        fields.put("killed", byText(counts.killed()));
        fields.put("served", counts.served());
        fields.put("threw", counts.threw());
        fields.put("unknown", counts.unknown());
        fields.put("cpu_user_us", micros(counts.usage().user()));
        fields.put("cpu_system_us", micros(counts.usage().system()));
        fields.put("peak_memory_bytes", counts.usage().peakMemory());
        fields.put("launch_latency", of(counts.latency()));
        fields.put("roots_lookup_us", micros(counts.lookUps()));
        fields.put("spawn_time", of(counts.spawn()));
        return fields;
    }

    private static Map<String, Object> of(LatencyHistogram.Counts counts) {
        return Map.of(
                "bounds_us", LatencyHistogram.BOUNDS_MICROS,
                "counts", counts.counts(),
                "sum_us", micros(counts.sum()));
    }

    private static Map<String, Long> byText(Map<Integer, Long> counts) {
        return counts.entrySet().stream()
                .collect(
                        Collectors.toMap(one -> one.getKey().toString(), Map.Entry::getValue, Long::sum, TreeMap::new));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / NANOS_A_MICRO;
    }
}
