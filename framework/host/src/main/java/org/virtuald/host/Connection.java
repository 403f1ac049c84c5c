package org.virtuald.host;

import java.net.InetSocketAddress;

/**
 * A connection that was accepted and has not ended.
 *
 * @param id unique in this host's life
 * @param remote the peer
 * @param sinceNanos when it was accepted, by {@link System#nanoTime}
 * @param pid its program's process; 0 before the launcher has told it
 */
record Connection(long id, InetSocketAddress remote, long sinceNanos, int pid) {

    /** A connection that the launcher has not answered for. */
    Connection(long id, InetSocketAddress remote, long sinceNanos) {
        this(id, remote, sinceNanos, 0);
    }

    boolean isLaunched() {
        return pid != 0;
    }

    Connection launchedAs(int pid) {
        return new Connection(id, remote, sinceNanos, pid);
    }
}
