package org.virtuald.host.guest;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.virtuald.host.LogLine;

/** Writes to the process's stderr, wherever the application has its {@code System.err} go. */
final class GuestLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private static final PrintStream STANDARD_ERROR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private static final Map<Level, java.util.logging.Level> LEVELS = Map.of(
            Level.ERROR, java.util.logging.Level.SEVERE,
            Level.WARN, java.util.logging.Level.WARNING,
            Level.INFO, java.util.logging.Level.INFO,
            Level.DEBUG, java.util.logging.Level.FINE,
            Level.TRACE, java.util.logging.Level.FINEST);

    GuestLogger(String name) {
        this.name = name;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        // in one call, because the application writes to the same place
        STANDARD_ERROR.print(LogLine.of(Instant.now(), of(level), getName(), String.valueOf(message), thrown));
        STANDARD_ERROR.flush();
    }

    private static java.util.logging.Level of(Level level) {
        return LEVELS.getOrDefault(level, java.util.logging.Level.INFO);
    }

    private boolean isEnabled(Level level) {
        return of(level).intValue() >= GuestLoggers.ALL.level(getName()).intValue();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }
}
