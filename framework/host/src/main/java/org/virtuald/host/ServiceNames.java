package org.virtuald.host;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The names of the open services of one kind, and of those that an administrator has paused. For any thread. */
final class ServiceNames {
    private final Predicate<String> isTaken;
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** The successors of a paused service are paused, too. */
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    /**
     * @param isTaken whether a service that no bundle has registered has the name
     */
    ServiceNames(Predicate<String> isTaken) {
        this.isTaken = isTaken;
    }

    /** Takes a name, unless it is taken. */
    boolean take(String name) {
        return !isTaken.test(name) && open.add(name);
    }

    void giveBack(String name) {
        open.remove(name);
    }

    boolean isPaused(String name) {
        return paused.contains(name);
    }

    void pause(String name, boolean pause) {
        if (pause) {
            paused.add(name);
        } else {
            paused.remove(name);
        }
    }
}
