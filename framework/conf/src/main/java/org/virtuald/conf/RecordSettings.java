package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

/**
 * Where records of connections go, and how they are written.
 *
 * @param to where
 * @param format how
 */
public record RecordSettings(RecordTarget to, RecordFormat format) {

    /** Checks that nothing is missing. */
    public RecordSettings {
        requireNonNull(to, "to");
        requireNonNull(format, "format");
    }
}
