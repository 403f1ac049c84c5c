package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

/** The listening sockets of an endpoint. */
public final class EndpointSockets {
    private static final InetAddress EVERY_IPV4 = address(new byte[4]);
    private static final InetAddress EVERY_IPV6 = address(new byte[16]);

    /** How often a free port is looked for that both families have. */
    private static final int FREE_PORT_ATTEMPTS = 20;

    private EndpointSockets() {}

    /**
     * Opens them: two for {@code *} (IPv4 first; IPv4 alone where the kernel has no IPv6), one for an address.
     *
     * @param shared whether sockets of this process that share their addresses are not in the way
     * @return the sockets; the caller owns them
     * @throws ErrnoException with the endpoint as its subject
     */
    public static List<Descriptor> open(Endpoint endpoint, OptionalInt backlog, boolean shared) throws ErrnoException {
        int queue = backlog.orElse(TcpListener.KERNEL_MAXIMUM);
        try {
            if (endpoint instanceof Endpoint.Tcp tcp) {
                if (tcp.host() instanceof Endpoint.Host.Address one) {
                    boolean dualStack = one.address().equals(EVERY_IPV6);
                    return List.of(TcpListener.open(one.address(), tcp.port(), dualStack, queue, shared));
                }
                return openBoth(tcp.port(), queue, shared);
            }
            throw new AssertionError(endpoint);
        } catch (ErrnoException e) {
            throw new ErrnoException(e.call(), e.number(), endpoint.toString());
        }
    }

    private static List<Descriptor> openBoth(int port, int queue, boolean shared) throws ErrnoException {
        for (int attempt = 1; ; attempt++) {
            Descriptor four = TcpListener.open(EVERY_IPV4, port, false, queue, shared);
            try {
                int chosen = new SocketAddresses().local(four).getPort();
                return List.of(four, TcpListener.open(EVERY_IPV6, chosen, false, queue, shared));
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
