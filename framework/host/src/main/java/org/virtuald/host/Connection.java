package org.virtuald.host;

import java.net.InetSocketAddress;
import org.virtuald.host.admission.Permit;

/**
 * A connection that was accepted and has not ended.
 *
 * @param id unique in this host's life
 * @param remote the peer
 * @param sinceNanos when it was accepted, by {@link System#nanoTime}
 * @param permit for its program, to be given back when that has ended
 * @param pid its program's process; 0 before the launcher has told it
 */
record Connection(long id, InetSocketAddress remote, long sinceNanos, Permit permit, int pid) {

    /** A connection that the launcher has not answered for. */
    Connection(long id, InetSocketAddress remote, long sinceNanos, Permit permit) {
        this(id, remote, sinceNanos, permit, 0);
    }

    boolean isLaunched() {
        return pid != 0;
    }

    Connection launchedAs(int pid) {
        return new Connection(id, remote, sinceNanos, permit, pid);
    }
}
