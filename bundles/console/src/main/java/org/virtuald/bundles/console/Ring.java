package org.virtuald.bundles.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One number every five seconds for the last hour, in 1440 bytes. Numbers end at {@link #MOST}; larger ones become that. Not for
 * several threads.
 */
final class Ring {
    /** How many there are room for. */
    static final int POINTS = 720;

    /** The largest number. */
    static final int MOST = 65_534;

    private static final char ABSENT = 65_535;

    private final char[] values = new char[POINTS];
    private long last = -1;

    Ring() {
        Arrays.fill(values, ABSENT);
    }

    /**
     * Keeps a number; those of the ticks that were left out are absent.
     *
     * @param tick counts five seconds; larger than any before
     */
    void put(long tick, long value) {
        long first = Math.max(last + 1, tick - POINTS + 1);
        for (long missed = first; missed < tick; missed++) {
            values[slot(missed)] = ABSENT;
        }
        values[slot(tick)] = (char) Math.max(0, Math.min(MOST, value));
        last = tick;
    }

    /** Keeps that there is no number. */
    void skip(long tick) {
        put(tick, 0);
        values[slot(tick)] = ABSENT;
    }

    private static int slot(long tick) {
        return (int) (tick % POINTS);
    }

    private char at(long tick) {
        return tick < 0 || tick > last || tick <= last - POINTS ? ABSENT : values[slot(tick)];
    }

    /** The numbers of an hour that ends with a tick, that one last, multiplied. */
    List<Optional<Double>> hour(long end, double factor) {
        List<Optional<Double>> hour = new ArrayList<>(POINTS);
        for (long tick = end - POINTS + 1; tick <= end; tick++) {
            char value = at(tick);
            hour.add(value == ABSENT ? Optional.empty() : Optional.of(value * factor));
        }
        return hour;
    }

    /** The sum of the latest so many ticks. */
    long sum(long end, int ticks) {
        long sum = 0;
        for (long tick = end - ticks + 1; tick <= end; tick++) {
            char value = at(tick);
            sum += value == ABSENT ? 0 : value;
        }
        return sum;
    }

    /** How many of the latest so many ticks have a number. */
    int present(long end, int ticks) {
        int present = 0;
        for (long tick = end - ticks + 1; tick <= end; tick++) {
            present += at(tick) == ABSENT ? 0 : 1;
        }
        return present;
    }

    /** The latest number of so many ticks. */
    Optional<Integer> latest(long end, int ticks) {
        for (long tick = end; tick > end - ticks; tick--) {
            char value = at(tick);
            if (value != ABSENT) {
                return Optional.of((int) value);
            }
        }
        return Optional.empty();
    }
}
