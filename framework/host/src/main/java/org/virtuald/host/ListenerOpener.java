package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Errno;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.systemd.DescriptorStore;
import org.virtuald.host.systemd.InheritedSocket;
import org.virtuald.host.systemd.InheritedSockets;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

/**
 * Gets the listeners of a conf: those that are open already, those that the host was started with, the others from the
 * launcher, which may bind any port. All of them are in the descriptor store until they are closed.
 */
final class ListenerOpener {
    private final Launcher launcher;
    private final InheritedSockets inherited;
    private final DescriptorStore store;

    ListenerOpener(Launcher launcher, Supervisor supervisor) {
        this.launcher = launcher;
        this.inherited = supervisor.inherited();
        this.store = supervisor.store();
    }

    /**
     * All listeners of the conf.
     *
     * @param channel the service's in the launcher
     * @param present open for the same service; those of endpoints that stay are used again
     * @param opened gets each new listener as soon as it is open; the caller closes them if this fails
     * @throws ErrnoException when one cannot be opened, with its endpoint as the subject
     */
    List<Listener> open(ServiceConf conf, LaunchChannel channel, List<Listener> present, List<Listener> opened)
            throws LauncherException, ErrnoException {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < conf.listen().size(); i++) {
            Endpoint endpoint = conf.listen().get(i);
            List<Listener> same = present.stream()
                    .filter(listener -> listener.endpoint().equals(endpoint))
                    .toList();
            if (same.isEmpty()) {
                same = claim(endpoint);
                opened.addAll(same);
            }
            if (same.isEmpty()) {
                bind(conf, i, channel, present, all, opened);
            } else {
                all.addAll(same);
            }
        }
        for (Listener listener : all) { // only now: what fails changes nothing
            TcpListener.setBacklog(listener.socket(), conf.sockets().backlog().orElse(TcpListener.KERNEL_MAXIMUM));
        }
        return all;
    }

    private List<Listener> claim(Endpoint endpoint) {
        List<Listener> claimed = new ArrayList<>();
        for (InheritedSocket socket : inherited.claim(endpoint)) {
            store.recognize(socket);
            claimed.add(new Listener(endpoint, socket.address(), socket.socket()));
        }
        return claimed;
    }

    private void bind(
            ServiceConf conf,
            int place,
            LaunchChannel channel,
            List<Listener> present,
            List<Listener> all,
            List<Listener> opened)
            throws LauncherException, ErrnoException {
        for (Descriptor socket : bind(conf, place, channel, present)) {
            Listener listener = Listener.of(conf.listen().get(place), socket);
            opened.add(listener);
            all.add(listener);
            store.keep(socket, listener.address());
        }
    }

    /** Whether a listener goes on outside this host when {@link #close} closes it. */
    boolean outlives(Listener listener) {
        return store.outlives(listener.socket());
    }

    /** Closes a listener; one that the next host is to have stays open in the descriptor store. */
    void close(Listener listener) {
        store.close(listener.socket());
    }

    /** Binds an endpoint, also where listeners that are about to go have its address: {@code *} and one address, say. */
    private List<Descriptor> bind(ServiceConf conf, int endpoint, LaunchChannel channel, List<Listener> present)
            throws LauncherException, ErrnoException {
        try {
            return launcher.bind(channel, endpoint, false);
        } catch (ErrnoException e) {
            List<Listener> leaving = leaving(conf, conf.listen().get(endpoint), present);
            if (!e.is(Errno.EADDRINUSE) || leaving.isEmpty()) {
                throw e;
            }
            try {
                share(leaving, true);
                return launcher.bind(channel, endpoint, true);
            } finally {
                share(leaving, false);
            }
        }
    }

    private static List<Listener> leaving(ServiceConf conf, Endpoint endpoint, List<Listener> present) {
        return present.stream()
                .filter(listener ->
                        !conf.listen().contains(listener.endpoint()) && mayBeInTheWay(listener.endpoint(), endpoint))
                .toList();
    }

    private static boolean mayBeInTheWay(Endpoint one, Endpoint other) {
        return one instanceof Endpoint.Tcp present
                && other instanceof Endpoint.Tcp wanted
                && present.port() == wanted.port();
    }

    private static void share(List<Listener> listeners, boolean shared) throws ErrnoException {
        for (Listener listener : listeners) {
            TcpListener.share(listener.socket(), shared);
        }
    }
}
