package org.virtuald.inetd;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Windows of {@code access_times}, which xinetd keeps open for the whole of their last minute. */
final class AccessTimes {
    /** The whole day, which a conf says by having no window. */
    static final String ALWAYS = "00:00-24:00";

    private static final Pattern FORM =
            Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-3]):([0-5][0-9])");

    private AccessTimes() {}

    /** The same window as a conf writes it: the minute after the last ends it. Empty for anything else. */
    static Optional<String> window(String value) {
        Matcher parts = FORM.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int from = minutes(parts.group(1), parts.group(2));
        int to = minutes(parts.group(3), parts.group(4)) + 1;
        return from < to ? Optional.of(time(from) + "-" + time(to)) : Optional.empty();
    }

    private static int minutes(String hours, String minutes) {
        return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    }

    private static String time(int minutes) {
        return "%02d:%02d".formatted(minutes / 60, minutes % 60);
    }
}
