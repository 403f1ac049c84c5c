package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * How the sockets of a service are set up.
 *
 * @param backlog how many connections the kernel holds before they are accepted, listen(2), 1 to 2147483647; empty for
 *     as many as the kernel allows
 */
public record SocketOptions(OptionalInt backlog) {

    /** Checks that nothing is missing. */
    public SocketOptions {
        requireNonNull(backlog, "backlog");
    }
}
