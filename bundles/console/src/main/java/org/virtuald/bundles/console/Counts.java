package org.virtuald.bundles.console;

import java.util.HashMap;
import java.util.Map;

/**
 * What the host has counted of a service since its start.
 *
 * @param refused by reason
 * @param failed by stage
 * @param active how many connections live now
 */
record Counts(long accepted, Map<String, Long> refused, Map<String, Long> failed, long active, Latencies latencies) {
    static final Counts NONE = new Counts(0, Map.of(), Map.of(), 0, Latencies.NONE);

    /** Copies the maps. */
    Counts {
        refused = Map.copyOf(refused);
        failed = Map.copyOf(failed);
    }

    static Counts of(Fields counters) {
        // a program that waits is given a socket: nothing was accepted, but it was launched
        return new Counts(
                Math.max(counters.number("accepted"), counters.number("launched")),
                counters.object("refused").counts(),
                counters.object("failed").counts(),
                counters.number("active"),
                Latencies.of(counters.object("launch_latency")));
    }

    static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What has come since then; how many live is as it is now. */
    Counts since(Counts earlier) {
        return new Counts(
                Math.max(0, accepted - earlier.accepted),
                since(refused, earlier.refused),
                since(failed, earlier.failed),
                active,
                latencies.since(earlier.latencies));
    }

    private static Map<String, Long> since(Map<String, Long> counts, Map<String, Long> earlier) {
        Map<String, Long> changes = new HashMap<>(counts);
        earlier.forEach((name, count) -> changes.computeIfPresent(name, (same, now) -> Math.max(0, now - count)));
        return changes;
    }

    /** Both together. */
    Counts plus(Counts other) {
        return new Counts(
                accepted + other.accepted,
                plus(refused, other.refused),
                plus(failed, other.failed),
                active + other.active,
                latencies.plus(other.latencies));
    }

    private static Map<String, Long> plus(Map<String, Long> some, Map<String, Long> others) {
        Map<String, Long> sums = new HashMap<>(some);
        others.forEach((name, count) -> sums.merge(name, count, Long::sum));
        return sums;
    }

    /** Whether anything has come, or lives. */
    boolean isQuiet() {
        return accepted == 0 && active == 0 && sum(refused) == 0 && sum(failed) == 0;
    }
}
