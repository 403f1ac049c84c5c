package org.virtuald.host.systemd;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.BoundSocket;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketKind;
import org.virtuald.posix.UdpSocket;
import org.virtuald.service.Endpoint;

/**
 * The sockets for TCP and UDP that this process was started with, sd_listen_fds(3), until an endpoint claims them. Any thread may
 * claim.
 */
public final class InheritedSockets {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int FIRST = 3; // SD_LISTEN_FDS_START of sd-daemon.h
    private static final String NAMELESS = "unknown"; // what sd_listen_fds_with_names(3) gives

    private final List<InheritedSocket> unclaimed = new ArrayList<>(); // guarded by this
    private final Set<String> claimedNames = new HashSet<>(); // guarded by this

    /** None. */
    InheritedSockets() {}

    /**
     * Takes over the descriptors that {@code LISTEN_FDS} counts, if {@code LISTEN_PID} says that they are meant for this
     * process. None of them reaches a program that is started from now on. What nothing can come in on is closed.
     *
     * @param pid of this process
     */
    static InheritedSockets of(Map<String, String> environment, int pid) {
        InheritedSockets all = new InheritedSockets();
        if (!Integer.toString(pid).equals(environment.get("LISTEN_PID"))) {
            return all;
        }
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        if (!count.matches("[0-9]{1,6}")) {
            LOG.warn("LISTEN_FDS is \"{}\", not a number; no listening socket is taken over", count);
            return all;
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        for (int i = 0; i < Integer.parseInt(count); i++) {
            String name = i < names.length && !names[i].isEmpty() ? names[i] : NAMELESS;
            all.add(name, Descriptor.own(FIRST + i));
        }
        return all;
    }

    /** Takes one over. */
    synchronized void add(String name, Descriptor descriptor) {
        try {
            descriptor.closeOnExec();
            Optional<BoundSocket> binding = BoundSocket.of(descriptor);
            if (binding.isPresent()) {
                descriptor.unblock();
                if (binding.get().kind() == SocketKind.UDP) {
                    UdpSocket.adopt(descriptor, binding.get());
                }
                unclaimed.add(new InheritedSocket(name, binding.get(), descriptor));
            } else {
                LOG.warn(
                        "{} ({}) was inherited and is no socket that anything can come in on; closed",
                        descriptor,
                        name);
                descriptor.close();
            }
        } catch (ErrnoException e) {
            LOG.warn("cannot take over {} ({}): {}", descriptor, name, e.getMessage());
        }
    }

    /**
     * The sockets that are exactly what an endpoint asks for: one bound to its address, and for {@code *} those of both
     * families or a dual-stack one, which covers the same. Of {@code *} the IPv4 socket alone is enough, for where the
     * kernel has no IPv6 there is no other.
     *
     * @return none when there are none, or the endpoint leaves its port open; the caller owns them
     */
    public synchronized List<InheritedSocket> claim(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return claim(SocketKind.TCP, tcp.host(), tcp.port());
        }
        if (endpoint instanceof Endpoint.Unix unix) {
            SocketKind kind = unix.datagrams() ? SocketKind.UNIX_DATAGRAM : SocketKind.UNIX_STREAM;
            return take(
                            kind,
                            0,
                            socket -> socket.binding().address().getHostString().equals(unix.address()))
                    .map(List::of)
                    .orElse(List.of());
        }
        return endpoint instanceof Endpoint.Udp udp ? claim(SocketKind.UDP, udp.host(), udp.port()) : List.of();
    }

    private List<InheritedSocket> claim(SocketKind kind, Endpoint.Host host, int port) {
        if (port == 0) {
            return List.of();
        }
        if (host instanceof Endpoint.Host.Address one) {
            // a socket of one IPv6 address other than the wildcard is bound to that alone, whatever IPV6_V6ONLY says
            boolean dualStack = isEveryIpv6(one.address());
            return take(
                            kind,
                            port,
                            socket -> address(socket).equals(one.address())
                                    && (!dualStack || socket.binding().dualStack()))
                    .map(List::of)
                    .orElse(List.of());
        }
        Optional<InheritedSocket> four = take(
                kind,
                port,
                socket -> address(socket) instanceof Inet4Address
                        && address(socket).isAnyLocalAddress());
        boolean dualStack = four.isEmpty();
        Optional<InheritedSocket> six = take(
                kind,
                port,
                socket -> isEveryIpv6(address(socket)) && socket.binding().dualStack() == dualStack);
        List<InheritedSocket> both = new ArrayList<>();
        four.ifPresent(both::add);
        six.ifPresent(both::add);
        return both;
    }

    private static InetAddress address(InheritedSocket socket) {
        return socket.binding().address().getAddress();
    }

    private static boolean isEveryIpv6(InetAddress address) {
        return !(address instanceof Inet4Address) && address.isAnyLocalAddress();
    }

    private Optional<InheritedSocket> take(SocketKind kind, int port, Predicate<InheritedSocket> wanted) {
        Iterator<InheritedSocket> all = unclaimed.iterator();
        while (all.hasNext()) {
            InheritedSocket socket = all.next();
            if (socket.binding().kind() == kind
                    && socket.binding().address().getPort() == port
                    && wanted.test(socket)) {
                all.remove();
                claimedNames.add(socket.name());
                return Optional.of(socket);
            }
        }
        return Optional.empty();
    }

    /** Closes what nobody has claimed, and has the store forget it: the conf has no endpoint for it. */
    synchronized void closeUnclaimed(Notifier notifier) {
        for (InheritedSocket socket : unclaimed) {
            LOG.warn("no service listens on {} ({}), which was inherited; closed", socket.address(), socket.name());
            if (!claimedNames.contains(socket.name())) {
                notifier.remove(socket.name());
            }
            socket.socket().close();
        }
        unclaimed.clear();
    }

    /** Those that nobody has claimed, as the log names them. */
    synchronized List<String> unclaimed() {
        return unclaimed.stream().map(InheritedSocket::address).toList();
    }
}
