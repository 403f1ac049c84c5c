package org.virtuald.posix;

import java.net.InetSocketAddress;
import java.util.Optional;
import jnr.constants.platform.AddressFamily;

/**
 * What a socket that connections or datagrams come in on is, and where it is bound.
 *
 * @param kind of the socket
 * @param address the address, with the port; of the Unix family as {@link SocketAddresses} has it
 * @param dualStack whether it is an IPv6 socket that takes IPv4 too, IPV6_V6ONLY off of ipv6(7)
 */
public record BoundSocket(SocketKind kind, InetSocketAddress address, boolean dualStack) {

    /**
     * Asks a socket that may have been made by another process.
     *
     * @return empty when the descriptor is no socket of these kinds, or nothing can come in on it
     * @throws ErrnoException when it cannot be asked: EBADF when it is not open
     */
    public static Optional<BoundSocket> of(Descriptor descriptor) throws ErrnoException {
        Optional<SocketKind> kind = SocketKind.of(descriptor);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        InetSocketAddress address = new SocketAddresses().local(descriptor);
        boolean open = kind.get().isStream()
                ? SocketOption.get(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_ACCEPTCONN) != 0
                : address.getPort() != 0
                        || (address.isUnresolved() && !address.getHostString().isEmpty());
        if (!open) {
            return Optional.empty();
        }
        boolean six = SocketOption.get(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN)
                == AddressFamily.AF_INET6.intValue();
        boolean dualStack =
                six && SocketOption.get(descriptor, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_V6ONLY) == 0;
        return Optional.of(new BoundSocket(kind.get(), address, dualStack));
    }
}
