package org.virtuald.bundles.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The last hour of the host and of its services. At most {@link #MOST} services have a history at a time, those that have had
 * something to tell within the hour: some 9 MB. For any thread.
 */
final class Hour {
    /** How many services have a history at most. */
    static final int MOST = 1000;

    /** Reasons and stages are names in the host's code; there are fewer. */
    private static final int MOST_NAMES = 64;

    private final History host = new History();
    private final Map<String, Track> services = new HashMap<>();
    private final Map<String, Ring> refused = new TreeMap<>();
    private final Map<String, Ring> failed = new TreeMap<>();
    private long tick = -1;

    /**
     * Takes what was counted by then of all services; counts of two with one name are the same.
     *
     * @param now counts five seconds; as the last one or larger
     */
    synchronized void put(long now, List<ServiceState> states) {
        if (now <= tick) {
            return;
        }
        boolean isFirst = tick < 0;
        tick = now;
        Counts all = Counts.NONE;
        Set<String> names = new HashSet<>();
        long histories = services.values().stream()
                .filter(one -> one.history().isPresent())
                .count();
        for (ServiceState state : states) {
            Counts counts = state.counts();
            Track track = services.get(state.name());
            if (!names.add(state.name())) {
                continue;
            }
            if (track == null) {
                services.put(state.name(), new Track(now, counts));
                all = all.plus(new Counts(0, Map.of(), Map.of(), counts.active(), Latencies.NONE));
            } else {
                boolean had = track.history().isPresent();
                all = all.plus(track.put(now, counts, histories < MOST));
                histories += !had && track.history().isPresent() ? 1 : 0;
            }
        }
        services.values().removeIf(track -> track.isForgotten(now));
        if (!isFirst) {
            host.put(now, all);
            put(refused, all.refused());
            put(failed, all.failed());
        }
    }

    private void put(Map<String, Ring> rings, Map<String, Long> counts) {
        counts.forEach((name, count) -> {
            if (count > 0 && (rings.containsKey(name) || rings.size() < MOST_NAMES)) {
                rings.computeIfAbsent(name, none -> new Ring()).put(tick, count);
            }
        });
    }

    /** The points of the whole host. */
    synchronized Map<String, Object> host() {
        return host.points(tick);
    }

    /** The points of a service. */
    synchronized Map<String, Object> service(String name) {
        Track track = services.get(name);
        if (track == null) {
            return new History().points(tick);
        }
        return track.history()
                .orElseGet(() -> History.quiet(track.since(), tick + 1))
                .points(tick);
    }

    /** The last minute of the whole host. */
    synchronized Map<String, Object> hostMinute() {
        return host.minute(tick);
    }

    /** The last minute of a service. */
    synchronized Map<String, Object> serviceMinute(String name) {
        Track track = services.get(name);
        return track == null || track.history().isEmpty()
                ? new History().minute(tick)
                : track.history().get().minute(tick);
    }

    /** Why connections were refused: how often within the hour, and since the host's start. */
    synchronized List<Map<String, Object>> refused(Map<String, Long> totals) {
        return byName(refused, totals);
    }

    /** What has failed: how often within the hour, and since the host's start. */
    synchronized List<Map<String, Object>> failed(Map<String, Long> totals) {
        return byName(failed, totals);
    }

    private List<Map<String, Object>> byName(Map<String, Ring> rings, Map<String, Long> totals) {
        List<Map<String, Object>> all = new ArrayList<>();
        new TreeMap<>(totals).forEach((name, total) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            Ring ring = rings.get(name);
            one.put("name", name);
            one.put("hour", ring == null ? 0L : ring.sum(tick, Ring.POINTS));
            one.put("total", total);
            all.add(one);
        });
        return all;
    }
}
