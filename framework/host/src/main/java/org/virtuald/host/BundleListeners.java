package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import org.virtuald.host.systemd.InheritedSocket;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.launcher.EndpointSockets;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Endpoint;

/**
 * The listeners of services in bundles. While a bundle is replaced, those of its services that end are kept for those that
 * come: connections and datagrams wait in their queues meanwhile. All are in the descriptor store until they are closed. For any thread.
 */
final class BundleListeners {
    /** Opens sockets that the host's own user may not open. */
    @FunctionalInterface
    interface Privileged {
        /** The sockets, which the caller owns, or why there are none. */
        Launcher.Binding open(Endpoint endpoint) throws LauncherException, ErrnoException;
    }

    private final Supervisor supervisor;
    private final Privileged privileged;
    private final List<Listener> parked = new ArrayList<>(); // guarded by this
    private boolean replacing; // guarded by this

    /**
     * @param supervisor may have listeners for them, and keeps what they open
     * @param privileged is asked where the kernel refuses
     */
    BundleListeners(Supervisor supervisor, Privileged privileged) {
        this.supervisor = supervisor;
        this.privileged = privileged;
    }

    /** A bundle is about to be replaced. */
    synchronized void beginReplacement() {
        replacing = true;
    }

    /** Closes what no service of the bundle's successor has asked for. */
    synchronized void endReplacement() {
        replacing = false;
        parked.forEach(this::close);
        parked.clear();
    }

    /** Takes over the listeners of a service that ends: keeps them for its successor, or closes them. */
    synchronized void leave(List<Listener> listeners) {
        if (replacing) {
            parked.addAll(listeners);
        } else {
            listeners.forEach(this::close);
        }
    }

    /** The listeners of an endpoint that are open already: a predecessor's, or the supervisor's. The caller owns them. */
    synchronized List<Listener> claim(Endpoint endpoint) {
        List<Listener> claimed = new ArrayList<>(
                parked.stream().filter(one -> one.endpoint().equals(endpoint)).toList());
        parked.removeAll(claimed);
        if (claimed.isEmpty()) {
            for (InheritedSocket socket : supervisor.inherited().claim(endpoint)) {
                supervisor.store().recognize(socket);
                claimed.add(new Listener(endpoint, socket.address(), socket.socket()));
            }
        }
        return claimed;
    }

    /**
     * Opens the listeners of an endpoint; the caller owns them.
     *
     * @throws ErrnoException when one cannot be opened; none is open then
     */
    List<Listener> open(Endpoint endpoint) throws ErrnoException {
        List<Descriptor> sockets = sockets(endpoint);
        List<Listener> opened = new ArrayList<>();
        try {
            for (Descriptor socket : sockets) {
                opened.add(Listener.of(endpoint, socket));
            }
        } catch (ErrnoException | RuntimeException e) {
            sockets.forEach(Descriptor::close);
            throw e;
        }
        opened.forEach(listener -> supervisor.store().keep(listener.socket(), listener.address()));
        return opened;
    }

    private List<Descriptor> sockets(Endpoint endpoint) throws ErrnoException {
        try {
            return EndpointSockets.open(endpoint, OptionalInt.empty(), false);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
            return privileged(endpoint, e);
        }
    }

    private List<Descriptor> privileged(Endpoint endpoint, ErrnoException refused) throws ErrnoException {
        try {
            Launcher.Binding binding = privileged.open(endpoint);
            if (binding instanceof Launcher.Binding.Bound bound) {
                return bound.sockets();
            }
            throw refused;
        } catch (LauncherException e) {
            refused.addSuppressed(e);
            throw refused;
        }
    }

    /** Closes a listener; one that the next host is to have stays open in the descriptor store. */
    void close(Listener listener) {
        supervisor.store().close(listener.socket());
    }
}
