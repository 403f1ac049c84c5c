package org.virtuald.host;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import org.virtuald.service.AdministrationException;

/**
 * How much the log says of each service, until the host ends. A logger is named after the service it is about, {@code virtuald}
 * is the host's own, and {@code all} stands for those that have no level of their own. For any thread.
 */
final class LogLevels {
    private static final String ALL = "all";
    private static final String DEFAULT = "default";

    private static final Map<String, Level> LEVELS = new LinkedHashMap<>();

    static {
        LEVELS.put("error", Level.SEVERE);
        LEVELS.put("warn", Level.WARNING);
        LEVELS.put("info", Level.INFO);
        LEVELS.put("debug", Level.FINE);
        LEVELS.put("trace", Level.FINEST);
    }

    private final Loggers loggers;

    /** Those with a level of their own. */
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    LogLevels(Loggers loggers) {
        this.loggers = loggers;
    }

    /** The level that each logger has now: {@code all}, and those with one of their own. */
    Map<String, String> all() {
        Map<String, String> levels = new TreeMap<>();
        levels.put(ALL, of(ALL));
        own.forEach(name -> levels.put(name, of(name)));
        return levels;
    }

    /** The level that holds for a logger. */
    String of(String name) {
        int value = loggers.level(nameOf(name)).intValue();
        return LEVELS.entrySet().stream()
                .filter(one -> one.getValue().intValue() <= value)
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse("trace");
    }

    /**
     * Sets the level of a logger from now on.
     *
     * @param level a name, or {@code default} for that of {@code all}
     */
    void set(String name, String level) throws AdministrationException {
        String wanted = level.toLowerCase(Locale.ROOT);
        Optional<Level> known = Optional.ofNullable(LEVELS.get(wanted));
        if (known.isEmpty() && (!wanted.equals(DEFAULT) || name.equals(ALL))) {
            throw new AdministrationException("no level " + level + "; there are: " + String.join(", ", LEVELS.keySet())
                    + (name.equals(ALL) ? "" : ", " + DEFAULT));
        }
        loggers.setLevel(nameOf(name), known.orElse(null));
        if (known.isEmpty()) {
            own.remove(name);
        } else if (!name.equals(ALL)) {
            own.add(name);
        }
    }

    private static String nameOf(String name) {
        return name.equals(ALL) ? "" : name;
    }
}
