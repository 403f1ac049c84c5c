package org.virtuald.host.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How many durations there were, by fixed bounds. Any thread may add and read. */
public final class LatencyHistogram {
    /** The upper bounds of the buckets in microseconds, each included; the last bucket has none. */
    public static final List<Long> BOUNDS_MICROS = List.of(
            500L,
            1_000L,
            2_000L,
            5_000L,
            10_000L,
            20_000L,
            50_000L,
            100_000L,
            200_000L,
            500_000L,
            1_000_000L,
            5_000_000L);

    private static final long NANOS_A_MICRO = 1000;

    private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.size() + 1];
    private final LongAdder sumNanos = new LongAdder();

    /** Begins with none. */
    public LatencyHistogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /**
     * What a histogram has counted.
     *
     * @param counts by bucket, one more than there are bounds; not added up
     * @param sum of all durations
     */
    public record Counts(List<Long> counts, Duration sum) {
        /** Copies the list. */
        public Counts {
            counts = List.copyOf(counts);
        }

        /** How many durations there were. */
        public long total() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /**
         * The bound of the bucket in which the given part of all durations is reached.
         *
         * @param part such as 0.5 for the median
         * @return microseconds; {@link Long#MAX_VALUE} in the last bucket, 0 when there were no durations
         */
        public long quantileMicros(double part) {
            long wanted = (long) Math.ceil(total() * part);
            long reached = 0;
            for (int i = 0; i < counts.size() && wanted > 0; i++) {
                reached += counts.get(i);
                if (reached >= wanted) {
                    return i < BOUNDS_MICROS.size() ? BOUNDS_MICROS.get(i) : Long.MAX_VALUE;
                }
            }
            return 0;
        }
    }

    /** Counts one. */
    public void add(Duration duration) {
        long nanos = duration.toNanos();
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.size() && nanos > BOUNDS_MICROS.get(bucket) * NANOS_A_MICRO) {
            bucket++;
        }
        buckets[bucket].increment();
        sumNanos.add(nanos);
    }

    /** What was counted so far. */
    public Counts counts() {
        List<Long> counts = new ArrayList<>(buckets.length);
        for (LongAdder bucket : buckets) {
            counts.add(bucket.sum());
        }
        return new Counts(counts, Duration.ofNanos(sumNanos.sum()));
    }
}
