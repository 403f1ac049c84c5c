package org.virtuald.conf.wrappers;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What is known of the name of an address. */
public sealed interface HostName {

    /** The name as rules compare it: tcp_wrappers have words for an address without one; empty when nothing can be said. */
    Optional<String> text();

    /**
     * The address has a name, and that name has the address.
     *
     * @param name in any case; compared without it
     */
    record Known(String name) implements HostName {
        /** Checks that it is there. */
        public Known {
            requireNonNull(name, "name");
        }

        @Override
        public Optional<String> text() {
            return Optional.of(name);
        }
    }

    /** The address has no name: {@code UNKNOWN} in a rule. */
    record None() implements HostName {
        @Override
        public Optional<String> text() {
            return Optional.of(HostPattern.UNKNOWN);
        }
    }

    /** The address has a name that does not have the address: {@code PARANOID} in a rule. */
    record Disputed() implements HostName {
        @Override
        public Optional<String> text() {
            return Optional.of(HostPattern.PARANOID);
        }
    }

    /** Nobody has asked yet. */
    record Unasked() implements HostName {
        @Override
        public Optional<String> text() {
            return Optional.empty();
        }
    }

    /** There was no answer, or none in time. */
    record Unanswered() implements HostName {
        @Override
        public Optional<String> text() {
            return Optional.empty();
        }
    }
}
