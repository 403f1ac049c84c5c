package org.virtuald.host.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.virtuald.host.traffic.LatencyHistogram;

/**
 * The metrics of one scrape. Samples may come in any order; those of one name stand together. Names have no suffix such as
 * {@code _total}: the format adds it. Labels are names and values in turn. For one thread.
 */
public final class MetricFamilies {
    private static final double NANOS_A_SECOND = 1e9;
    private static final double MICROS_A_SECOND = 1e6;

    private final Map<String, MetricSnapshot.Builder<?>> byName = new LinkedHashMap<>();

    /** Begins with none. */
    public MetricFamilies() {}

    /** A value that only grows. */
    public void counter(String name, String help, Number value, String... labels) {
        CounterSnapshot.Builder family = (CounterSnapshot.Builder) byName.computeIfAbsent(
                name, none -> CounterSnapshot.builder().name(name).help(help));
        family.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .value(value.doubleValue())
                .build());
    }

    /** A value that goes up and down. */
    public void gauge(String name, String help, Number value, String... labels) {
        GaugeSnapshot.Builder family = (GaugeSnapshot.Builder) byName.computeIfAbsent(
                name, none -> GaugeSnapshot.builder().name(name).help(help));
        family.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .value(value.doubleValue())
                .build());
    }

    /** How many things took how long together. */
    public void summary(String name, String help, long count, Duration sum, String... labels) {
        SummarySnapshot.Builder family = (SummarySnapshot.Builder) byName.computeIfAbsent(
                name, none -> SummarySnapshot.builder().name(name).help(help));
        family.dataPoint(SummaryDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .count(count)
                .sum(seconds(sum))
                .build());
    }

    /** How many things took how long. */
    public void histogram(String name, String help, LatencyHistogram.Counts counts, String... labels) {
        HistogramSnapshot.Builder family = (HistogramSnapshot.Builder) byName.computeIfAbsent(
                name, none -> HistogramSnapshot.builder().name(name).help(help));
        List<Double> bounds = Stream.concat(
                        LatencyHistogram.BOUNDS_MICROS.stream().map(micros -> micros / MICROS_A_SECOND),
                        Stream.of(Double.POSITIVE_INFINITY))
                .toList();
        HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts.counts()));
        point.sum(seconds(counts.sum()));
        family.dataPoint(point.build());
    }

    /** A duration as metrics have it. */
    public static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_A_SECOND;
    }

    /** All of them. */
    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        byName.values().forEach(family -> all.add(family.build()));
        return new MetricSnapshots(all);
    }
}
