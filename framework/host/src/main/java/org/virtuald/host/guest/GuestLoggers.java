package org.virtuald.host.guest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.virtuald.host.Loggers;

/** The loggers of a host inside an application: on the process's stderr, with nothing of java.util.logging, which is shared. */
public final class GuestLoggers implements Loggers, ILoggerFactory {

    /** Those of this class loader's host. */
    public static final GuestLoggers ALL = new GuestLoggers();

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final Map<String, Level> levels = new ConcurrentHashMap<>();

    private GuestLoggers() {}

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, GuestLogger::new);
    }

    @Override
    public Level level(String name) {
        return levels.getOrDefault(name, levels.getOrDefault("", Level.INFO));
    }

    @Override
    public void setLevel(String name, @Nullable Level level) {
        if (level == null) {
            levels.remove(name);
        } else {
            levels.put(name, level);
        }
    }
}
