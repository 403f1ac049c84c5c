package org.virtuald.host.admission;

import java.util.OptionalInt;

/** How many programs of all services live, and how many may. For any thread. */
public final class HostPrograms {
    private final int most;
    private final Waiters waiters = new Waiters();
    private int live; // guarded by this

    /** @param most how many may; empty for no limit */
    public HostPrograms(OptionalInt most) {
        this.most = most.orElse(Integer.MAX_VALUE);
    }

    /** Whether there is room for one more; if not, the runnable is run when there may be. */
    synchronized boolean hasRoom(Runnable whenLess) {
        if (live < most) {
            return true;
        }
        waiters.add(whenLess);
        return false;
    }

    /** Counts one more if there is room; if not, the runnable is run when there may be. */
    synchronized boolean take(Runnable whenLess) {
        boolean room = hasRoom(whenLess);
        if (room) {
            live++;
        }
        return room;
    }

    void release() {
        synchronized (this) {
            live--;
        }
        waiters.run();
    }
}
