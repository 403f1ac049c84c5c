package org.virtuald.host;

import java.util.Map;
import java.util.WeakHashMap;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.UdpSocket;

/**
 * How many lost datagrams of each socket the log has. The kernel counts from a socket's beginning, and a socket may outlive the
 * services that use it one after the other. For any thread.
 */
final class DropCounts {
    private final Map<Descriptor, Integer> told = new WeakHashMap<>(); // guarded by this

    /** What was told so far; of a socket that is new here all that happened before counts as told. */
    synchronized int told(Descriptor socket) throws ErrnoException {
        Integer known = told.get(socket);
        return known == null ? UdpSocket.lost(socket) : known;
    }

    /** Keeps what was told for the next service. */
    synchronized void tell(Descriptor socket, int count) {
        told.put(socket, count);
    }
}
