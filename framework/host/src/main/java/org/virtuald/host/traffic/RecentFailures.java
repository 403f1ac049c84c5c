package org.virtuald.host.traffic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The latest failures of all services: connections for which something failed before the program's first instruction, and those
 * for which the service of a bundle has thrown something. The oldest goes when another one comes. For any thread.
 */
public final class RecentFailures implements ConnectionListener {
    /** How many there are at most. */
    public static final int MOST = 50;

    private final Deque<ConnectionEvent> latest = new ArrayDeque<>(MOST); // guarded by this

    @Override
    public void on(ConnectionEvent event) {
        boolean failed = event instanceof ConnectionEvent.Failed failure && !failure.isClientGone();
        boolean threw = event instanceof ConnectionEvent.Ended ended && ended.ending() instanceof Ending.Threw;
        if (failed || threw) {
            keep(event);
        }
    }

    private synchronized void keep(ConnectionEvent event) {
        if (latest.size() == MOST) {
            latest.removeFirst();
        }
        latest.addLast(event);
    }

    /** Those that are kept, each a {@link ConnectionEvent.Failed} or a {@link ConnectionEvent.Ended}, the latest first. */
    public List<ConnectionEvent> all() {
        List<ConnectionEvent> all;
        synchronized (this) {
            all = new ArrayList<>(latest);
        }
        Collections.reverse(all);
        return all;
    }
}
