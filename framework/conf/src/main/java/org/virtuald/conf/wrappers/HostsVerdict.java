package org.virtuald.conf.wrappers;

import static java.util.Objects.requireNonNull;

/** What the rules say of a connection. */
public sealed interface HostsVerdict {

    /** It is let in: a rule says so, or none refuses. */
    record Granted() implements HostsVerdict {}

    /**
     * It is not.
     *
     * @param rule the place of the rule, {@code FILE:LINE}
     * @param certain whether the rule surely matches; if not, it has a pattern that cannot be read, or takes a name that nobody
     *     could tell
     */
    record Refused(String rule, boolean certain) implements HostsVerdict {
        /** Checks that it is there. */
        public Refused {
            requireNonNull(rule, "rule");
        }
    }

    /**
     * The rules cannot say yet: one that may decide takes a name that nobody has asked for.
     *
     * @param client whether it takes the client's
     * @param server whether it takes that of the local address
     */
    record NeedsNames(boolean client, boolean server) implements HostsVerdict {}
}
