package org.virtuald.host.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.virtuald.conf.LogLevel;

/** The log on stderr: one line an event, its time in UTC, its level, the service it is about. */
final class LogOutput {

    /** Writes {@code TIME LEVEL SERVICE: MESSAGE}; control characters in a message, which may be a peer's, as {@code ?}. */
    static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            Instant time = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
            String text = formatMessage(event).replaceAll("\\p{Cntrl}", "?");
            StringBuilder line = new StringBuilder()
                    .append(time)
                    .append(' ')
                    .append(name(event.getLevel()))
                    .append(' ')
                    // the binding gives a logger of that name, which a service can have, the nameless one's place
                    .append(event.getLoggerName().isEmpty() ? "root" : event.getLoggerName())
                    .append(": ")
                    .append(text)
                    .append('\n');
            if (event.getThrown() != null) {
                StringWriter trace = new StringWriter();
                event.getThrown().printStackTrace(new PrintWriter(trace));
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

    private LogOutput() {}

    /** Sends all loggers' events of this level and above to stderr. */
    static void toStandardError(LogLevel level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new Line());
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(level(level));
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINEST;
        };
    }
}
