package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * How disks serve a program, ioprio_set(2).
 *
 * @param scheduling the class
 * @param level 0, the first to be served, to 7; 0 for {@link Scheduling#IDLE}, which has none
 */
public record IoPriority(Scheduling scheduling, int level) {
    private static final int LEVELS = 8;
    private static final int CLASS_SHIFT = 13; // IOPRIO_CLASS_SHIFT of linux/ioprio.h

    /** The classes of linux/ioprio.h. */
    public enum Scheduling {
        /** Before everybody else. */
        REALTIME(1),
        /** In turn, by level. */
        BEST_EFFORT(2),
        /** Only while nobody else wants a disk. */
        IDLE(3);

        private final int number;

        Scheduling(int number) {
            this.number = number;
        }
    }

    /** Checks the level. */
    public IoPriority {
        requireNonNull(scheduling, "scheduling");
        if (level < 0 || level >= LEVELS) {
            throw new IllegalArgumentException(scheduling + " of level " + level);
        }
    }

    /** The number that ioprio_set(2) takes. */
    public int value() {
        return scheduling.number << CLASS_SHIFT | level;
    }

    /** Reads {@code idle}, {@code best-effort:4} or {@code realtime:0}. */
    static IoPriority parse(String text) {
        if (text.equals("idle")) {
            return new IoPriority(Scheduling.IDLE, 0);
        }
        int colon = text.indexOf(':');
        String level = text.substring(colon + 1);
        if (colon > 0 && level.matches("[0-7]")) {
            String name = text.substring(0, colon);
            if (name.equals("best-effort") || name.equals("realtime")) {
                return new IoPriority(
                        Scheduling.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')), Integer.parseInt(level));
            }
        }
        throw new IllegalArgumentException(Quoted.of(text) + " is no priority for disks");
    }

    @Override
    public String toString() {
        return scheduling == Scheduling.IDLE
                ? "idle"
                : scheduling.name().toLowerCase(Locale.ROOT).replace('_', '-') + ":" + level;
    }
}
