package org.virtuald.host.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.virtuald.host.traffic.LatencyHistogram;

/**
 * Metrics in the text format of Prometheus, version 0.0.4. Samples of one metric stand together, in whatever order they were added.
 * For one thread.
 */
public final class MetricText {
    /** The {@code Content-Type} of what {@link #toString} gives. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double NANOS_A_SECOND = 1e9;
    private static final double MICROS_A_SECOND = 1e6;

    private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

    /** Begins with no metric. */
    public MetricText() {}

    /** One value of a counter, whose name ends in {@code _total}. */
    public void counter(String name, String help, Map<String, String> labels, Number number) {
        sample(metric(name, help, "counter"), name, labels, number);
    }

    /** One value that may go up and down. */
    public void gauge(String name, String help, Map<String, String> labels, Number number) {
        sample(metric(name, help, "gauge"), name, labels, number);
    }

    /** Durations in seconds; the name ends in {@code _seconds}. */
    public void histogram(String name, String help, Map<String, String> labels, LatencyHistogram.Counts counts) {
        StringBuilder text = metric(name, help, "histogram");
        long below = 0;
        for (int i = 0; i < counts.counts().size(); i++) {
            below += counts.counts().get(i);
            List<Long> bounds = LatencyHistogram.BOUNDS_MICROS;
            String bound = i < bounds.size() ? Double.toString(bounds.get(i) / MICROS_A_SECOND) : "+Inf";
            Map<String, String> bucket = new LinkedHashMap<>(labels);
            bucket.put("le", bound);
            sample(text, name + "_bucket", bucket, below);
        }
        sample(text, name + "_sum", labels, counts.sum().toNanos() / NANOS_A_SECOND);
        sample(text, name + "_count", labels, below);
    }

    private StringBuilder metric(String name, String help, String type) {
        return metrics.computeIfAbsent(
                name,
                none -> new StringBuilder("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n"));
    }

    private static void sample(StringBuilder text, String name, Map<String, String> labels, Number number) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                    .collect(Collectors.joining(",", "{", "}")));
        }
        double value = number.doubleValue();
        // a whole number without an exponent, as counters are read by people too
        text.append(' ').append(value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value));
        text.append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return String.join("", metrics.values());
    }
}
