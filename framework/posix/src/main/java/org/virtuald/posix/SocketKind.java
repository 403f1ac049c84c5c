package org.virtuald.posix;

import java.util.Optional;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;

/** The kinds of sockets that services are reached through. */
public enum SocketKind {
    /** Connections, tcp(7). */
    TCP,
    /** Datagrams, udp(7). */
    UDP,
    /** Connections on this machine, unix(7). */
    UNIX_STREAM,
    /** Datagrams on this machine, unix(7). */
    UNIX_DATAGRAM;

    /**
     * The kind of a descriptor, SO_DOMAIN and SO_TYPE of socket(7); empty when it is something else, datagrams of ICMP, say.
     *
     * @throws ErrnoException when it cannot be asked: EBADF when it is not open
     */
    public static Optional<SocketKind> of(Descriptor descriptor) throws ErrnoException {
        int family;
        int type;
        try {
            family = SocketOption.get(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN);
            type = SocketOption.get(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTSOCK)) {
                return Optional.empty();
            }
            throw e;
        }
        boolean unix = family == AddressFamily.AF_UNIX.intValue();
        boolean internet = family == AddressFamily.AF_INET.intValue() || family == AddressFamily.AF_INET6.intValue();
        if (!unix && !internet) {
            return Optional.empty();
        }
        return switch (type) {
            case SocketConstants.SOCK_STREAM -> Optional.of(unix ? UNIX_STREAM : TCP);
            case SocketConstants.SOCK_DGRAM -> unix ? Optional.of(UNIX_DATAGRAM) : internetDatagrams(descriptor);
            default -> Optional.empty();
        };
    }

    private static Optional<SocketKind> internetDatagrams(Descriptor descriptor) throws ErrnoException {
        int protocol = SocketOption.get(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_PROTOCOL);
        return protocol == SocketConstants.IPPROTO_UDP ? Optional.of(UDP) : Optional.empty();
    }

    /** Whether what comes in is connections. */
    public boolean isStream() {
        return this == TCP || this == UNIX_STREAM;
    }
}
