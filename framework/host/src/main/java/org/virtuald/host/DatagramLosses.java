package org.virtuald.host;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.event.Level;

/**
 * Tells the log of datagrams that come to nothing. Whoever can send datagrams can send many, so of each kind the first is told
 * at once and those after it together, in one line an interval. Confined to its event loop.
 */
final class DatagramLosses {

    /** What becomes of datagrams that are not answered. */
    enum Kind {
        REFUSED(Level.INFO, "refused"),
        UNUSABLE(Level.INFO, "dropped"),
        LOST(Level.WARN, "lost"),
        FAILED(Level.ERROR, "not answered");

        private final Level level;
        private final String text;

        Kind(Level level, String text) {
            this.level = level;
            this.text = text;
        }
    }

    /** Those of a kind that were not told yet. */
    private static final class Tally {
        private long count;
        private String latest = "";
        private boolean waiting;
    }

    private final EventLoop loop;
    private final Duration interval;
    private final BiConsumer<Level, String> log;
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);

    /**
     * @param interval from one line about a kind to the next
     * @param log told the lines
     */
    DatagramLosses(EventLoop loop, Duration interval, BiConsumer<Level, String> log) {
        this.loop = loop;
        this.interval = interval;
        this.log = log;
    }

    /**
     * Counts some more.
     *
     * @param detail about the latest of them
     */
    void add(Kind kind, long count, String detail) {
        Tally tally = tallies.computeIfAbsent(kind, none -> new Tally());
        tally.count += count;
        tally.latest = detail;
        if (!tally.waiting) {
            tally.waiting = true;
            tell(kind, tally);
        }
    }

    private void tell(Kind kind, Tally tally) {
        say(kind, tally);
        loop.after(interval, () -> {
            tally.waiting = tally.count > 0;
            if (tally.waiting) {
                tell(kind, tally);
            }
        });
    }

    private void say(Kind kind, Tally tally) {
        String text = tally.count == 1
                ? "1 datagram " + kind.text + ": "
                : tally.count + " datagrams " + kind.text + ", the latest: ";
        log.accept(kind.level, text + tally.latest);
        tally.count = 0;
    }

    /** Tells what is left, as there will be no more. */
    void close() {
        tallies.forEach((kind, tally) -> {
            if (tally.count > 0) {
                say(kind, tally);
            }
        });
    }
}
