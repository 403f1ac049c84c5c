package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.net.InetSocketAddress;
import java.util.Optional;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;

/**
 * Where a socket is bound that waits for others to begin.
 *
 * @param transport what it waits for
 * @param address the address, with the port
 * @param dualStack whether it is an IPv6 socket that takes IPv4 too, IPV6_V6ONLY off of ipv6(7)
 */
public record SocketBinding(Transport transport, InetSocketAddress address, boolean dualStack) {

    /** What comes in. The same address and port of two transports are two addresses. */
    public enum Transport {
        /** Connections of TCP. */
        TCP,
        /** Datagrams of UDP. */
        UDP
    }

    /**
     * Where a socket that another process made is bound; empty when the descriptor is neither a listening TCP socket nor a UDP
     * socket with a port.
     *
     * @throws ErrnoException when it cannot be asked: EBADF when it is not open
     */
    public static Optional<SocketBinding> of(Descriptor descriptor) throws ErrnoException {
        try {
            int family = option(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN);
            boolean six = family == AddressFamily.AF_INET6.intValue();
            Optional<Transport> transport =
                    six || family == AddressFamily.AF_INET.intValue() ? transport(descriptor) : Optional.empty();
            if (transport.isEmpty()) {
                return Optional.empty();
            }
            boolean dualStack =
                    six && option(descriptor, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_V6ONLY) == 0;
            InetSocketAddress address = new SocketAddresses().local(descriptor);
            return address.getPort() == 0
                    ? Optional.empty()
                    : Optional.of(new SocketBinding(transport.get(), address, dualStack));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTSOCK)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Transport> transport(Descriptor descriptor) throws ErrnoException {
        int kind = option(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE);
        if (kind == SocketConstants.SOCK_STREAM) {
            boolean listening = option(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_ACCEPTCONN) != 0;
            return listening ? Optional.of(Transport.TCP) : Optional.empty();
        }
        int protocol = option(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_PROTOCOL);
        return kind == SocketConstants.SOCK_DGRAM && protocol == SocketConstants.IPPROTO_UDP
                ? Optional.of(Transport.UDP)
                : Optional.empty();
    }

    private static int option(Descriptor socket, int level, int name) throws ErrnoException {
        int[] value = new int[1];
        if (LIBC.getsockopt(socket.number(), level, name, value, new int[] {Integer.BYTES}) < 0) {
            throw ErrnoException.last("getsockopt", socket.toString());
        }
        return value[0];
    }
}
