package org.virtuald.bundles.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A histogram of the host's.
 *
 * @param bounds the upper bounds of its buckets in microseconds; the last bucket has none
 * @param counts by bucket
 */
record Latencies(List<Long> bounds, List<Long> counts) {
    private static final double MICROS_A_TENTH = 100;

    /** Copies the lists. */
    Latencies {
        bounds = List.copyOf(bounds);
        counts = counts.size() == bounds.size() + 1 ? List.copyOf(counts) : List.of();
    }

    static final Latencies NONE = new Latencies(List.of(), List.of(0L));

    static Latencies of(Fields histogram) {
        return new Latencies(histogram.numbers("bounds_us"), histogram.numbers("counts"));
    }

    /** What has come since then. */
    Latencies since(Latencies earlier) {
        return combine(earlier, -1);
    }

    /** Both together. */
    Latencies plus(Latencies other) {
        return counts.size() < other.counts.size() ? other.combine(this, 1) : combine(other, 1);
    }

    private Latencies combine(Latencies other, int sign) {
        List<Long> combined = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            long change = i < other.counts.size() && other.bounds.equals(bounds) ? other.counts.get(i) : 0;
            combined.add(Math.max(0, counts.get(i) + sign * change));
        }
        return new Latencies(bounds, combined);
    }

    /**
     * The time within which a part of all was done, as if those of a bucket were spread evenly over it.
     *
     * @param part such as 0.5 for the median
     * @return tenths of milliseconds; empty when there was nothing
     */
    Optional<Long> quantile(double part) {
        long total = counts.stream().mapToLong(Long::longValue).sum();
        double wanted = total * part;
        double reached = 0;
        long lower = 0;
        for (int i = 0; i < counts.size() && total > 0; i++) {
            long upper = i < bounds.size() ? bounds.get(i) : lower;
            long count = counts.get(i);
            if (count > 0 && reached + count >= wanted) {
                double micros = lower + (upper - lower) * (wanted - reached) / count;
                return Optional.of(Math.round(micros / MICROS_A_TENTH));
            }
            reached += count;
            lower = upper;
        }
        return Optional.empty();
    }
}
