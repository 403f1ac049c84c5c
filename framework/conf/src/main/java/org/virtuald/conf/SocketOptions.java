package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the sockets of a service are set up, and who takes what comes in on them.
 *
 * @param backlog how many connections the kernel holds before they are accepted, listen(2), 1 to 2147483647; empty for
 *     as many as the kernel allows
 * @param waits whether the program gets the socket itself, one program at a time, and not a connection
 * @param passing how the program gets the socket
 * @param mode the permissions of a Unix socket's file, chmod(2), 0 to 0777; who may write to it may connect
 * @param owner whom a Unix socket's file belongs to; empty for root
 * @param tuning options of the internet sockets
 */
public record SocketOptions(
        OptionalInt backlog, boolean waits, Passing passing, int mode, Optional<UserName> owner, SocketTuning tuning) {

    /** The mode with which everybody may connect, as to an open port. */
    static final int EVERYBODY = 0666;

    /** Checks that nothing is missing. */
    public SocketOptions {
        requireNonNull(backlog, "backlog");
        requireNonNull(passing, "passing");
        requireNonNull(owner, "owner");
        requireNonNull(tuning, "tuning");
    }

    /** Whether the program gets its socket as systemd passes one. */
    public boolean isPassedAsListenFds() {
        return waits && passing == Passing.LISTEN_FDS;
    }
}
