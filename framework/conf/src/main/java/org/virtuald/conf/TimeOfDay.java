package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A window of every day. It may cross midnight.
 *
 * @param from its first minute
 * @param to the minute after its last; {@link LocalTime#MIDNIGHT} for the end of the day
 */
public record TimeOfDay(LocalTime from, LocalTime to) {
    private static final Pattern FORM =
            Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])-(?:([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00)");

    /** Checks that the window is neither empty nor, as it seems, the whole day. */
    public TimeOfDay {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException(from + "-" + to + " ends when it begins");
        }
    }

    /**
     * Reads {@code HH:MM-HH:MM}; 24:00 is the end of the day.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static TimeOfDay parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no time of day");
        }
        LocalTime to = parts.group(3) == null ? LocalTime.MIDNIGHT : time(parts.group(3), parts.group(4));
        return new TimeOfDay(time(parts.group(1), parts.group(2)), to);
    }

    private static LocalTime time(String hour, String minute) {
        return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
    }

    /** Whether a time lies in the window. */
    public boolean contains(LocalTime time) {
        boolean begun = !time.isBefore(from);
        boolean goesOn = time.isBefore(to);
        return from.isBefore(to) ? begun && goesOn : begun || goesOn;
    }
}
