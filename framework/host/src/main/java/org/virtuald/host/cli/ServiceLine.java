package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A service in an answer of the host.
 *
 * @param name what it is called
 * @param state a word of the control socket
 * @param reason why it is not what its conf says; empty when it is
 * @param errors what is wrong with its files
 * @param listens the addresses that it is bound to, and endpoints that are not
 * @param counters what has become of its connections
 */
record ServiceLine(
        String name, String state, String reason, List<String> errors, List<String> listens, Counters counters) {

    /**
     * The counters that a person wants to see.
     *
     * @param accepted connections
     * @param active of them live
     * @param ended are over
     * @param badly of those, with another exit status than 0, by a signal, or with an exception
     * @param refused by any reason
     * @param failed at any stage
     * @param latencyBounds upper bounds of the buckets of the launch latency, in microseconds
     * @param latencies launches by bucket
     * @param cpuMicros processor time of programs that have ended
     */
    record Counters(
            long accepted,
            long active,
            long ended,
            long badly,
            long refused,
            long failed,
            List<Long> latencyBounds,
            List<Long> latencies,
            long cpuMicros) {

        /** The bucket's bound in which half of all launches are reached; empty when there were none. */
        String medianLatency() {
            long total = latencies.stream().mapToLong(Long::longValue).sum();
            long reached = 0;
            for (int i = 0; i < latencies.size() && total > 0; i++) {
                reached += latencies.get(i);
                if (reached * 2 >= total) {
                    return i < latencyBounds.size()
                            ? "<= " + Words.millis(latencyBounds.get(i))
                            : "> " + Words.millis(latencyBounds.get(i - 1));
                }
            }
            return "";
        }

        static Counters of(Config counters) {
            Map<String, Object> exited = counters.getObject("exited").unwrapped();
            long exits = sum(exited);
            long well = number(exited.getOrDefault("0", 0)) + counters.getLong("served");
            long ended = exits
                    + sum(counters.getObject("killed").unwrapped())
                    + counters.getLong("served")
                    + counters.getLong("threw")
                    + counters.getLong("unknown");
            return new Counters(
                    counters.getLong("accepted"),
                    counters.getLong("active"),
                    ended,
                    ended - well - counters.getLong("unknown"),
                    sum(counters.getObject("refused").unwrapped()),
                    sum(counters.getObject("failed").unwrapped()),
                    counters.getLongList("launch_latency.bounds_us"),
                    counters.getLongList("launch_latency.counts"),
                    counters.getLong("cpu_user_us") + counters.getLong("cpu_system_us"));
        }

        private static long sum(Map<String, Object> counts) {
            return counts.values().stream().mapToLong(Counters::number).sum();
        }

        private static long number(Object value) {
            return value instanceof Number number ? number.longValue() : 0;
        }
    }

    /** The services of an answer, by name. */
    static List<ServiceLine> all(Config answer) {
        return answer.getObjectList("services").stream()
                .map(ConfigObject::toConfig)
                .map(ServiceLine::of)
                .toList();
    }

    private static ServiceLine of(Config service) {
        List<String> listens = service.getConfigList("endpoints").stream()
                .map(one -> one.hasPath("address") ? one.getString("address") : "(" + one.getString("listen") + ")")
                .collect(Collectors.toList());
        return new ServiceLine(
                service.getString("name"),
                service.getString("state"),
                service.getString("reason"),
                service.getStringList("errors"),
                listens,
                Counters.of(service.getConfig("counters")));
    }

    boolean isActive() {
        return state.equals("active");
    }

    /** Whether something is not as its conf says. */
    boolean hasTrouble() {
        return !reason.isEmpty() || !errors.isEmpty();
    }

    /** Green where it serves, red where it should and cannot. */
    Colour colour() {
        return switch (state) {
            case "active" -> hasTrouble() ? Colour.YELLOW : Colour.GREEN;
            case "failed" -> Colour.RED;
            default -> Colour.YELLOW;
        };
    }
}
