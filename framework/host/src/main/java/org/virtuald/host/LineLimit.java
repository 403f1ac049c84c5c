package org.virtuald.host;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.virtuald.conf.Rate;
import org.virtuald.host.admission.TokenBucket;

/**
 * Holds a log to a line for each of the first of many alike, and a sum for the rest: a flood of clients must not become one of
 * lines. Confined to its event loop.
 */
final class LineLimit {
    private static final Rate LINES = new Rate(Duration.ofSeconds(1).toNanos(), 10);
    private static final Duration SUM = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Logger log;
    private final String what;
    private final TokenBucket lines = new TokenBucket(System.nanoTime());
    private final Map<String, Integer> untold = new TreeMap<>();

    /**
     * @param what what there are many of, in words that can follow "15 more "
     */
    LineLimit(EventLoop loop, String what, Logger log) {
        this.loop = loop;
        this.what = what;
        this.log = log;
    }

    /** Whether a line is to be written for one; otherwise it is in the sum, under its kind. */
    boolean isTold(String kind) {
        if (lines.take(LINES, System.nanoTime())) {
            return true;
        }
        if (untold.isEmpty()) {
            loop.after(SUM, this::tellSum);
        }
        untold.merge(kind, 1, Integer::sum);
        return false;
    }

    /** Also to be called when there will be no more. */
    void tellSum() {
        if (!untold.isEmpty()) {
            log.info(
                    "{} more {}: {}",
                    untold.values().stream().mapToInt(Integer::intValue).sum(),
                    what,
                    untold.entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", ")));
            untold.clear();
        }
    }
}
