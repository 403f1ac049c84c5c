package org.virtuald.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Those of java.util.logging. */
final class JdkLoggers implements Loggers {

    /** Those with a level of their own: java.util.logging forgets a logger, and its level, that nobody holds. */
    private final Map<String, Logger> held = new ConcurrentHashMap<>();

    @Override
    public Level level(String name) {
        Level level = null;
        for (Logger logger = Logger.getLogger(name); logger != null && level == null; logger = logger.getParent()) {
            level = logger.getLevel();
        }
        return level == null ? Level.INFO : level;
    }

    @Override
    public void setLevel(String name, @Nullable Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        if (level == null) {
            held.remove(name);
        } else {
            held.put(name, logger);
        }
    }
}
