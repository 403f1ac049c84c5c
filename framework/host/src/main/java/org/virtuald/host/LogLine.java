package org.virtuald.host;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** An event as the log shows it: {@code TIME LEVEL SERVICE: MESSAGE}. */
public final class LogLine {
    private LogLine() {}

    /**
     * The line, with its end; the trace of an exception follows it.
     *
     * @param logger the service; the nameless one is a service called {@code root}
     * @param message control characters in it, which may be a peer's, become {@code ?}
     */
    public static String of(Instant time, Level level, String logger, String message, @Nullable Throwable thrown) {
        StringBuilder line = new StringBuilder()
                .append(time.truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(name(level))
                .append(' ')
                // the binding gives a logger of that name, which a service can have, the nameless one's place
                .append(logger.isEmpty() ? "root" : logger)
                .append(": ")
                .append(message.replaceAll("\\p{Cntrl}", "?"))
                .append('\n');
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
