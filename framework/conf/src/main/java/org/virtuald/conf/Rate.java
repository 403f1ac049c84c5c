package org.virtuald.conf;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast connections are taken.
 *
 * @param nanosEach the time in which one more is earned, at least 1
 * @param burst how many may come at once after a quiet time, at least 1
 */
public record Rate(long nanosEach, int burst) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/([smh])");
    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

    /** Checks the ranges, and that a whole burst is earned within the 292 years of a nanosecond clock. */
    public Rate {
        if (nanosEach < 1 || burst < 1 || nanosEach > Long.MAX_VALUE / 4 / burst) {
            throw new IllegalArgumentException(burst + " each " + nanosEach + " ns");
        }
    }

    /**
     * Reads {@code 50/s}, {@code 10/m} or {@code 100/h}: so many in that time, all at once too.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Rate parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no rate");
        }
        int count = Integer.parseInt(parts.group(1));
        return new Rate(UNITS.getOrDefault(parts.group(2), Duration.ZERO).toNanos() / count, count);
    }
}
