package org.virtuald.host.cli;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.virtuald.conf.LogLevel;
import org.virtuald.host.LogLine;

/** The log on stderr: one line an event, its time in UTC, its level, the service it is about. */
final class LogOutput {

    /** Writes {@code TIME LEVEL SERVICE: MESSAGE}; control characters in a message, which may be a peer's, as {@code ?}. */
    static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            return LogLine.of(
                    event.getInstant(),
                    event.getLevel(),
                    event.getLoggerName(),
                    formatMessage(event),
                    event.getThrown());
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

    /** The level of java.util.logging. */
    static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINEST;
        };
    }
}
