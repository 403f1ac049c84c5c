package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What came of reading conf: a value or the reasons why there is none.
 *
 * @param <T> what was read for
 */
public sealed interface Reading<T> {

    /** Every finding, in the order of the lines: warnings of what was accepted, errors and warnings of what was not. */
    List<Problem> problems();

    /**
     * The conf is good and {@code value} is what it says.
     *
     * @param value what was read
     * @param warnings what the writer of the conf should hear all the same, no errors among them
     */
    record Accepted<T>(T value, List<Problem> warnings) implements Reading<T> {
        /** Copies the list. */
        public Accepted {
            requireNonNull(value, "value");
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<Problem> problems() {
            return warnings;
        }
    }

    /**
     * The conf is not usable and what was in force before stays.
     *
     * @param problems the errors, at least one, and the warnings beside them
     */
    record Rejected<T>(List<Problem> problems) implements Reading<T> {
        /** Copies the list. */
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
