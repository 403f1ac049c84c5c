package org.virtuald.host.cli;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
final class Words {
    private static final int MICROS_A_MILLI = 1000;
    private static final int MEBI_SHIFT = 20;

    private Words() {}

    /** Two units at the most: {@code 3 d 4 h}, {@code 12 min 5 s}, {@code 7 s}, {@code 350 ms}. */
    static String duration(Duration time) {
        if (time.toSeconds() == 0) {
            return time.toMillis() + " ms";
        }
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toSeconds() + " s";
    }

    /** Microseconds in milliseconds. */
    static String millis(long micros) {
        return micros % MICROS_A_MILLI == 0
                ? micros / MICROS_A_MILLI + " ms"
                : String.format(Locale.ROOT, "%.1f ms", micros / (double) MICROS_A_MILLI);
    }

    static String mebibytes(long bytes) {
        return (bytes >> MEBI_SHIFT) + " MB";
    }

    /** A number with its noun, which gets an s where there is not one. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
