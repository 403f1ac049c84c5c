package org.virtuald.host.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The machine's load average of the last minute, proc(5), read at most once a second. For any thread. */
public final class LoadAverage {
    /** How long a reading holds. */
    static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private double last; // guarded by this
    private long readAt; // guarded by this
    private boolean read; // guarded by this

    /** The machine's. */
    public LoadAverage() {
        this(Path.of("/proc/loadavg"));
    }

    LoadAverage(Path file) {
        this.file = file;
    }

    /** The last reading; where there is none to be had, the one before it, at first 0. */
    synchronized double now(long nanos) {
        if (!read || nanos - readAt >= PERIOD_NANOS) {
            read = true;
            readAt = nanos;
            try {
                String text = Files.readString(file);
                last = Double.parseDouble(text.substring(0, text.indexOf(' ')));
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                // a machine that does not tell its load is not refused for it
            }
        }
        return last;
    }
}
