package org.virtuald.host;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.virtuald.conf.Rate;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.admission.Refusals;
import org.virtuald.host.admission.TokenBucket;
import org.virtuald.posix.Notice;
import org.virtuald.service.NumericAddress;

/**
 * Turns connections of a service away: sends the text for that, closes, counts. A line in the log for each of the first, a sum
 * for the rest: a flood of clients must not become one of lines. Confined to the service's event loop.
 */
final class Refuser {
    private static final Rate LINES = new Rate(Duration.ofSeconds(1).toNanos(), 10);
    private static final Duration SUM = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Notice text;
    private final Refusals counts;
    private final Logger log;
    private final TokenBucket lines = new TokenBucket(System.nanoTime());
    private final Map<Reason, Integer> untold = new TreeMap<>();

    /**
     * @param text what refused clients are sent
     */
    Refuser(EventLoop loop, Notice text, Refusals counts, Logger log) {
        this.loop = loop;
        this.text = text;
        this.counts = counts;
        this.log = log;
    }

    /** Turns a connection away. */
    void refuse(Newcomer one, Reason reason) {
        refuse(one, reason, reason.text());
    }

    /** The same, with the reason in other words. */
    void refuse(Newcomer one, Reason reason, String words) {
        counts.count(reason);
        if (lines.take(LINES, System.nanoTime())) {
            log.info("{} refused: {}", NumericAddress.text(one.remote()), words);
        } else {
            if (untold.isEmpty()) {
                loop.after(SUM, this::tellSum);
            }
            untold.merge(reason, 1, Integer::sum);
        }
        text.sendAndClose(one.socket());
        one.permit().release();
    }

    /** Also to be called when no more are refused. */
    void tellSum() {
        if (!untold.isEmpty()) {
            log.info(
                    "{} more connections refused: {}",
                    untold.values().stream().mapToInt(Integer::intValue).sum(),
                    untold.entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", ")));
            untold.clear();
        }
    }
}
