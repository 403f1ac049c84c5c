package org.virtuald.bundles.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last hour of a service, or of the whole host, in 8.6 KB. Not for several threads. */
final class History {
    /** How far apart the points are. */
    static final int SECONDS_A_TICK = 5;

    private static final int MINUTE = 60 / SECONDS_A_TICK;
    private static final double TENTH = 0.1;

    private final Ring accepted = new Ring();
    private final Ring refused = new Ring();
    private final Ring failed = new Ring();
    private final Ring active = new Ring();
    private final Ring median = new Ring();
    private final Ring slowest = new Ring();

    /** An hour of which nothing is known. */
    History() {}

    /** An hour in which nothing has happened, since a tick and before another. */
    static History quiet(long since, long before) {
        History history = new History();
        for (long tick = Math.max(since, before - Ring.POINTS); tick < before; tick++) {
            history.put(tick, Counts.NONE);
        }
        return history;
    }

    /** Adds what has come within a tick. */
    void put(long tick, Counts change) {
        accepted.put(tick, change.accepted());
        refused.put(tick, Counts.sum(change.refused()));
        failed.put(tick, Counts.sum(change.failed()));
        active.put(tick, change.active());
        put(median, tick, change.latencies().quantile(0.5));
        put(slowest, tick, change.latencies().quantile(0.99));
    }

    private static void put(Ring ring, long tick, Optional<Long> value) {
        value.ifPresentOrElse(some -> ring.put(tick, some), () -> ring.skip(tick));
    }

    /** All points up to a tick: rates by the second, milliseconds; null where nothing is known. */
    Map<String, Object> points(long end) {
        Map<String, Object> points = new LinkedHashMap<>();
        points.put("accepted", accepted.hour(end, 1.0 / SECONDS_A_TICK));
        points.put("refused", refused.hour(end, 1.0 / SECONDS_A_TICK));
        points.put("failed", failed.hour(end, 1.0 / SECONDS_A_TICK));
        points.put("active", active.hour(end, 1));
        points.put("p50", median.hour(end, TENTH));
        points.put("p99", slowest.hour(end, TENTH));
        return points;
    }

    /** The rates of the last minute, and the latencies of the latest five seconds within it that had connections. */
    Map<String, Object> minute(long end) {
        Map<String, Object> minute = new LinkedHashMap<>();
        minute.put("accepted_rate", rate(accepted, end));
        minute.put("refused_rate", rate(refused, end));
        minute.put("failed_rate", rate(failed, end));
        minute.put("p50", median.latest(end, MINUTE).map(value -> value * TENTH));
        minute.put("p99", slowest.latest(end, MINUTE).map(value -> value * TENTH));
        return minute;
    }

    private static double rate(Ring ring, long end) {
        int seconds = ring.present(end, MINUTE) * SECONDS_A_TICK;
        return seconds == 0 ? 0 : (double) ring.sum(end, MINUTE) / seconds;
    }

    /** Whether nothing has happened in the hour before a tick. */
    boolean isQuiet(long end) {
        return accepted.sum(end, Ring.POINTS) == 0
                && refused.sum(end, Ring.POINTS) == 0
                && failed.sum(end, Ring.POINTS) == 0
                && active.sum(end, Ring.POINTS) == 0;
    }
}
