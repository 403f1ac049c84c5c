package org.virtuald.host.traffic;

import java.time.Duration;
import java.util.Map;

/**
 * The counters of a service at one moment.
 *
 * @param accepted connections that were accepted, or taken from the service of a bundle
 * @param launched those of them that were begun to be served, and programs that were given a listening socket; also those
 *     whose program could not be run after all, which {@code failed} has as well
 * @param active connections, or such programs, that live now
 * @param dropped connections that were closed before anything was run: the client was gone, or the service stopped
 * @param refused connections that were refused, by reason
 * @param failed connections for which something failed before the program's first instruction, by stage
 * @param exited programs that have exited, by status
 * @param killed programs that were killed, by the signal's number
 * @param served connections that the service of a bundle was done with
 * @param threw connections for which that has thrown something
 * @param unknown programs of which the end is not known, because the launcher was gone
 * @param usage what all programs that have ended took together; of the memory, the most of one
 * @param latency from accepting a connection to its start
 * @param lookUps the part of that in which roots were found in the table, of all that {@code spawn} counts together
 * @param spawn the part of that in which their processes were made
 */
public record ServiceCounts(
        long accepted,
        long launched,
        long active,
        long dropped,
        Map<String, Long> refused,
        Map<String, Long> failed,
        Map<Integer, Long> exited,
        Map<Integer, Long> killed,
        long served,
        long threw,
        long unknown,
        Usage usage,
        LatencyHistogram.Counts latency,
        Duration lookUps,
        LatencyHistogram.Counts spawn) {

    /** How many of all keys together. */
    public static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
