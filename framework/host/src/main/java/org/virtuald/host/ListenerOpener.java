package org.virtuald.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jnr.constants.platform.Errno;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.EndpointRoots;
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

    /** What could not be opened the last time, by service. */
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

    ListenerOpener(Launcher launcher, Supervisor supervisor) {
        this.launcher = launcher;
        this.inherited = supervisor.inherited();
        this.store = supervisor.store();
    }

    /**
     * All listeners of the conf.
     *
     * @param channel the service's in the launcher
     * @param present open for the same service
     * @param reused those of them that are used again, if their endpoints stay; the others leave
     * @param opened gets each new listener as soon as it is open; the caller closes them if this fails
     * @throws ErrnoException when one cannot be opened, with its endpoint as the subject
     */
    List<Listener> open(
            ServiceConf conf,
            LaunchChannel channel,
            List<Listener> present,
            List<Listener> reused,
            List<Listener> opened)
            throws LauncherException, ErrnoException {
        Map<Endpoint, Socket> wanted = wanted(conf, channel);
        List<Listener> leaving = present.stream()
                .filter(listener -> !reused.contains(listener) || !wanted.containsKey(listener.endpoint()))
                .toList();
        List<Listener> all = new ArrayList<>();
        Set<String> failures = new LinkedHashSet<>();
        Optional<ErrnoException> failure = Optional.empty();
        for (Socket socket : wanted.values()) {
            List<Listener> same = reused.stream()
                    .filter(listener -> listener.endpoint().equals(socket.endpoint()))
                    .toList();
            if (same.isEmpty()) {
                same = claim(socket.endpoint());
                opened.addAll(same);
            }
            if (!same.isEmpty()) {
                all.addAll(same);
                continue;
            }
            try {
                bind(channel, socket, leaving, all, opened);
            } catch (ErrnoException e) {
                if (socket.at().isEmpty()) {
                    throw e;
                }
                // one address of many that the machine does not have now keeps the others from nobody
                failures.add(e.getMessage());
                failure = Optional.of(e);
            }
        }
        if (all.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        tell(conf.name(), failures);
        for (Listener listener : all) { // only now: what fails changes nothing
            if (listener.endpoint() instanceof Endpoint.Tcp
                    || (listener.endpoint() instanceof Endpoint.Unix unix && !unix.datagrams())) {
                TcpListener.setBacklog(
                        listener.socket(), conf.sockets().backlog().orElse(TcpListener.KERNEL_MAXIMUM));
            }
        }
        return all;
    }

    /**
     * One or two sockets that are to be open.
     *
     * @param number the place of the endpoint that the conf has, in its list
     * @param at the address, when that endpoint stands for several
     * @param endpoint what is opened
     */
    private record Socket(int number, Optional<InetAddress> at, Endpoint endpoint) {}

    /** What the conf wants open, by the endpoint that is opened: the same address is wanted once. */
    private Map<Endpoint, Socket> wanted(ServiceConf conf, LaunchChannel channel)
            throws LauncherException, ErrnoException {
        Map<Endpoint, Socket> wanted = new LinkedHashMap<>();
        for (int i = 0; i < conf.listen().size(); i++) {
            Endpoint endpoint = conf.listen().get(i);
            Optional<List<InetAddress>> addresses =
                    EndpointRoots.maySpread(conf, endpoint) ? launcher.addresses(channel, i) : Optional.empty();
            if (addresses.isEmpty()) {
                wanted.put(endpoint, new Socket(i, Optional.empty(), endpoint));
            } else {
                for (InetAddress address : addresses.get()) {
                    Endpoint one = EndpointRoots.at(endpoint, address);
                    wanted.putIfAbsent(one, new Socket(i, Optional.of(address), one));
                }
            }
        }
        return wanted;
    }

    /** Says once what is wrong, and again when it was well in between. */
    private void tell(String service, Set<String> failures) {
        Set<String> before = told.getOrDefault(service, Set.of());
        failures.stream()
                .filter(failure -> !before.contains(failure))
                .forEach(failure ->
                        LoggerFactory.getLogger(service).warn("{}; the other addresses are served", failure));
        told.put(service, failures);
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
            LaunchChannel channel, Socket wanted, List<Listener> leaving, List<Listener> all, List<Listener> opened)
            throws LauncherException, ErrnoException {
        for (Descriptor socket : bind(channel, wanted, leaving)) {
            Listener listener = Listener.of(wanted.endpoint(), socket);
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
        boolean outlives = outlives(listener);
        store.close(listener.socket());
        if (!outlives && listener.endpoint() instanceof Endpoint.Unix unix && unix.isPath()) {
            try {
                launcher.remove(unix);
            } catch (LauncherException | ErrnoException e) {
                LoggerFactory.getLogger("virtuald").debug("{}: its file stays: {}", unix, e.getMessage());
            }
        }
    }

    /** Closes a listener that a running program goes on with; it stays bound, and listens, as long as that has it. */
    void leaveToProgram(Listener listener) {
        store.leaveToProgram(listener.socket());
    }

    /** Binds an endpoint, also where listeners that are about to go have its address: {@code *} and one address, say. */
    private List<Descriptor> bind(LaunchChannel channel, Socket wanted, List<Listener> allLeaving)
            throws LauncherException, ErrnoException {
        try {
            return launcher.bind(channel, wanted.number(), wanted.at(), false);
        } catch (ErrnoException e) {
            List<Listener> leaving = allLeaving.stream()
                    .filter(listener -> mayBeInTheWay(listener.endpoint(), wanted.endpoint()))
                    .toList();
            if (!e.is(Errno.EADDRINUSE) || leaving.isEmpty()) {
                throw e;
            }
            try {
                share(leaving, true);
                return launcher.bind(channel, wanted.number(), wanted.at(), true);
            } finally {
                share(leaving, false);
            }
        }
    }

    private static boolean mayBeInTheWay(Endpoint one, Endpoint other) {
        if (one instanceof Endpoint.Tcp present && other instanceof Endpoint.Tcp wanted) {
            return present.port() == wanted.port();
        }
        return one instanceof Endpoint.Udp present
                && other instanceof Endpoint.Udp wanted
                && present.port() == wanted.port();
    }

    private static void share(List<Listener> listeners, boolean shared) throws ErrnoException {
        for (Listener listener : listeners) {
            TcpListener.share(listener.socket(), shared);
        }
    }
}
