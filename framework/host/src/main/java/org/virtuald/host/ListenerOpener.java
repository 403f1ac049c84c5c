package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.ServiceConf;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;

/** Gets the listeners of a conf: those that are open already, the others from the launcher, which may bind any port. */
final class ListenerOpener {
    private final Launcher launcher;

    ListenerOpener(Launcher launcher) {
        this.launcher = launcher;
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
                SocketAddresses addresses = new SocketAddresses();
                for (Descriptor socket : launcher.bind(channel, i)) {
                    opened.add(new Listener(endpoint, NumericAddress.text(addresses.local(socket)), socket));
                    all.add(opened.get(opened.size() - 1));
                }
            } else {
                for (Listener listener : same) {
                    TcpListener.setBacklog(listener.socket(), conf.backlog().orElse(TcpListener.KERNEL_MAXIMUM));
                }
                all.addAll(same);
            }
        }
        return all;
    }
}
