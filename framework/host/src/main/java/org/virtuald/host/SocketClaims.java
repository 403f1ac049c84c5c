package org.virtuald.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.virtuald.posix.Descriptor;

/**
 * The listening sockets that running programs have. A service that takes over another's sockets waits for the program that
 * still has one: two at a time would take each other's requests. For any thread.
 */
final class SocketClaims {
    private final Map<Descriptor, List<Runnable>> held = new HashMap<>(); // guarded by this

    /** A program has the socket from now on. */
    synchronized void hold(Descriptor socket) {
        held.putIfAbsent(socket, new ArrayList<>());
    }

    synchronized boolean isHeld(Descriptor socket) {
        return held.containsKey(socket);
    }

    /** Runs a task when no program has the socket any more; false, and never, when none has it now. */
    synchronized boolean whenFree(Descriptor socket, Runnable task) {
        List<Runnable> waiting = held.get(socket);
        if (waiting != null) {
            waiting.add(task);
        }
        return waiting != null;
    }

    /** The program has ended. */
    void free(Descriptor socket) {
        List<Runnable> waiting;
        synchronized (this) {
            waiting = held.remove(socket);
        }
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }
}
