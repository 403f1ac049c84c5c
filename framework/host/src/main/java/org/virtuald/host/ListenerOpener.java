package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
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
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;

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
                bind(channel, i, endpoint, all, opened);
            } else {
                for (Listener listener : same) {
                    TcpListener.setBacklog(listener.socket(), conf.backlog().orElse(TcpListener.KERNEL_MAXIMUM));
                }
                all.addAll(same);
            }
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

    private void bind(LaunchChannel channel, int place, Endpoint endpoint, List<Listener> all, List<Listener> opened)
            throws LauncherException, ErrnoException {
        SocketAddresses addresses = new SocketAddresses();
        for (Descriptor socket : launcher.bind(channel, place)) {
            Listener listener = new Listener(endpoint, NumericAddress.text(addresses.local(socket)), socket);
            opened.add(listener);
            all.add(listener);
            store.keep(socket, listener.address());
        }
    }

    /** Closes a listener; one that the next host is to have stays open in the descriptor store. */
    void close(Listener listener) {
        store.close(listener.socket());
    }
}
