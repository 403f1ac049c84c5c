package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketSettings;
import org.virtuald.posix.TcpListener;
import org.virtuald.posix.UdpSocket;
import org.virtuald.service.Endpoint;

/** The sockets of an endpoint: what listens for connections, or receives datagrams. */
public final class EndpointSockets {
    private static final InetAddress EVERY_IPV4 = address(new byte[4]);
    private static final InetAddress EVERY_IPV6 = address(new byte[16]);

    /** How often a free port is looked for that both families have. */
    private static final int FREE_PORT_ATTEMPTS = 20;

    private EndpointSockets() {}

    /** Opens the socket of one address. */
    @FunctionalInterface
    private interface Opener {
        Descriptor open(InetAddress address, int port, boolean dualStack) throws ErrnoException;
    }

    /**
     * Opens them: two for {@code *} (IPv4 first; IPv4 alone where the kernel has no IPv6), one for an address.
     *
     * @param backlog for connections
     * @param shared whether sockets of this process that share their addresses are not in the way
     * @return the sockets; the caller owns them
     * @throws ErrnoException with the endpoint as its subject
     */
    public static List<Descriptor> open(Endpoint endpoint, OptionalInt backlog, boolean shared) throws ErrnoException {
        return open(endpoint, backlog, shared, SocketSettings.NONE);
    }

    /** The same with options. */
    static List<Descriptor> open(Endpoint endpoint, OptionalInt backlog, boolean shared, SocketSettings settings)
            throws ErrnoException {
        int queue = backlog.orElse(TcpListener.KERNEL_MAXIMUM);
        try {
            if (endpoint instanceof Endpoint.Tcp tcp) {
                return open(
                        tcp.host(),
                        tcp.port(),
                        (address, port, dualStack) ->
                                TcpListener.open(address, port, dualStack, queue, shared, settings));
            }
            if (endpoint instanceof Endpoint.Udp udp) {
                return open(
                        udp.host(),
                        udp.port(),
                        (address, port, dualStack) -> UdpSocket.open(address, port, dualStack, shared, settings));
            }
            throw new AssertionError(endpoint);
        } catch (ErrnoException e) {
            throw new ErrnoException(e.call(), e.number(), endpoint.toString());
        }
    }

    private static List<Descriptor> open(Endpoint.Host host, int port, Opener opener) throws ErrnoException {
        if (host instanceof Endpoint.Host.Address one) {
            return List.of(opener.open(one.address(), port, one.address().equals(EVERY_IPV6)));
        }
        return openBoth(port, opener);
    }

    private static List<Descriptor> openBoth(int port, Opener opener) throws ErrnoException {
        for (int attempt = 1; ; attempt++) {
            Descriptor four = opener.open(EVERY_IPV4, port, false);
            try {
                int chosen = new SocketAddresses().local(four).getPort();
                return List.of(four, opener.open(EVERY_IPV6, chosen, false));
            } catch (ErrnoException e) {
                if (e.is(Errno.EAFNOSUPPORT)) {
                    return List.of(four);
                }
                four.close();
                boolean another = port == 0 && e.is(Errno.EADDRINUSE) && attempt < FREE_PORT_ATTEMPTS;
                if (!another) {
                    throw e;
                }
            }
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }
}
