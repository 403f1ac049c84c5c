package org.virtuald.host.systemd;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;

/**
 * The sockets of which systemd has copies, {@code FileDescriptorStoreMax} of systemd.service(5): connections and
 * datagrams wait in their queues while no host runs, and the next host inherits them. Any thread may call.
 */
public final class DescriptorStore {
    private static final String PREFIX = "virtuald-";

    private final Notifier notifier;
    private final Map<Descriptor, String> names = new ConcurrentHashMap<>();

    /** Claimed sockets that systemd itself has opened. */
    private final Set<Descriptor> lent = ConcurrentHashMap.newKeySet();

    private volatile boolean leaving;

    DescriptorStore(Notifier notifier) {
        this.notifier = notifier;
    }

    /** Stores a socket that this host has opened. */
    public void keep(Descriptor socket, String address) {
        String name = name(address);
        while (names.containsValue(name)) {
            name += "+"; // the address of one that is about to go
        }
        if (notifier.store(name, socket)) {
            names.put(socket, name);
        }
    }

    /** Knows a claimed socket again that an earlier host has stored; one that systemd itself has opened stays systemd's. */
    public void recognize(InheritedSocket claimed) {
        if (notifier.isHeard() && claimed.name().startsWith(PREFIX)) {
            names.put(claimed.socket(), claimed.name());
        } else {
            lent.add(claimed.socket());
        }
    }

    /** From now on sockets are closed because the host ends: systemd keeps its copies for the next one. */
    public void leaveToNextHost() {
        leaving = true;
    }

    /** Whether {@link #close} leaves the socket itself open, in systemd: connections go on to wait in its queue. */
    public boolean outlives(Descriptor socket) {
        return lent.contains(socket) || (leaving && names.containsKey(socket));
    }

    /**
     * Closes a socket. Unless it is left to the next host it stops listening at once, systemd's copy too, so that its
     * address can be bound again; systemd drops that copy as soon as it comes to it. That of a UDP socket is bound until
     * then, for nothing unbinds one.
     */
    public void close(Descriptor socket) {
        lent.remove(socket);
        String name = names.remove(socket);
        if (name != null && !leaving) {
            notifier.remove(name);
            try {
                socket.shutDown();
            } catch (ErrnoException e) {
                // it does not listen any more, which is what is wanted, or it is a UDP socket, which never did
            }
        }
        socket.close();
    }

    /** Closes a socket that a running program has, too; systemd drops its copy, unless it is left to the next host. */
    public void leaveToProgram(Descriptor socket) {
        lent.remove(socket);
        String name = names.remove(socket);
        if (name != null && !leaving) {
            notifier.remove(name);
        }
        socket.close();
    }

    /** A name may hold neither colons nor control characters, sd_notify(3); an address is unique among open listeners. */
    static String name(String address) {
        return PREFIX + address.replaceAll("[^!-9;-~]", "-");
    }
}
