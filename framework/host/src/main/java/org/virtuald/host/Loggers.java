package org.virtuald.host;

import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** Loggers by their names; the nameless one stands above all. For any thread. */
public interface Loggers {

    /** The level that holds for a logger: its own, or what it has from above. */
    Level level(String name);

    /** Gives a logger a level of its own, or none. */
    void setLevel(String name, @Nullable Level level);
}
