package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;

/** TCP connections that this machine makes, without waiting for them. */
public final class OutgoingConnection {

    private OutgoingConnection() {}

    /**
     * Begins to connect: close-on-exec and non-blocking. What comes of it is told by {@link #result} once the socket can be
     * written to.
     *
     * @return the socket; the caller owns it
     * @throws ErrnoException the failing call with the address
     */
    public static Descriptor begin(InetSocketAddress to) throws ErrnoException {
        InetAddress address = to.getAddress();
        AddressFamily family = address instanceof Inet4Address ? AddressFamily.AF_INET : AddressFamily.AF_INET6;
        int kind = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
        int number = LIBC.socket(family.intValue(), kind, 0);
        if (number < 0) {
            throw ErrnoException.last("socket", "");
        }
        Descriptor socket = Descriptor.own(number);
        SocketAddresses addresses = new SocketAddresses();
        int length = addresses.encode(address, to.getPort());
        if (LIBC.connect(number, addresses.memory(), length) < 0) {
            int errno = Libc.errno();
            if (errno != Errno.EINPROGRESS.intValue()) {
                socket.close();
                throw new ErrnoException("connect", errno, "");
            }
        }
        return socket;
    }

    /** Why connecting has failed, SO_ERROR of socket(7); 0 when it has not. */
    public static int result(Descriptor socket) throws ErrnoException {
        int[] value = {0};
        if (LIBC.getsockopt(socket.number(), SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, value, new int[] {
                    Integer.BYTES
                })
                < 0) {
            throw ErrnoException.last("getsockopt", socket.toString());
        }
        return value[0];
    }
}
