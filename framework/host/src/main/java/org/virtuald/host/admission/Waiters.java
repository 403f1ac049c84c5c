package org.virtuald.host.admission;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is to be told when there is less of something: each once, and then no more. For any thread. */
final class Waiters {
    private final Set<Runnable> waiting = new LinkedHashSet<>(); // guarded by this

    synchronized void add(Runnable one) {
        waiting.add(one);
    }

    /** Tells all; not to be called under a lock that they might want. */
    void run() {
        List<Runnable> told;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Runnable::run);
    }
}
