package org.virtuald.bundles.internal;

import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.virtuald.service.Datagram;

/**
 * Says which datagrams are answered, for all services of this bundle together. The sender of a datagram is whoever it claims to
 * be: two services that each take the other for a client talk for ever, and a third party can be sent what it never asked for.
 * For any thread.
 */
final class Guard {
    /** Services are below, and clients are not: ephemeral ports begin far above, ip(7) ip_local_port_range. */
    private static final int FIRST_OF_CLIENTS = 1024;

    /** What the settings name, and what the kernel chose as soon as a datagram has come to it. */
    private final Set<Integer> own = ConcurrentHashMap.newKeySet();

    private final Allowance allowance;

    /**
     * @param ports where the services get datagrams; 0 is no port
     */
    Guard(Collection<Integer> ports, Clock clock) {
        own.addAll(ports);
        this.allowance = new Allowance(clock);
    }

    /** Whether a datagram may be answered; each that is asked for counts as answered. */
    boolean admits(Datagram datagram) {
        own.add(datagram.local().getPort());
        int port = datagram.remote().getPort();
        // by the port alone: the same service of another host has the same one
        return port >= FIRST_OF_CLIENTS
                && !own.contains(port)
                && allowance.take(datagram.remote().getAddress());
    }
}
