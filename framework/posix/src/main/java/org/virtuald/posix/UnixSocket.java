package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;

/**
 * Sockets of the Unix family that connections or datagrams come in on, unix(7). An address is a path, or {@code @} and an
 * abstract name.
 */
public final class UnixSocket {

    private UnixSocket() {}

    /**
     * Makes a socket that is bound and, if it is for connections, does not listen yet: close-on-exec and non-blocking. A path's
     * file has the permissions that the process's umask leaves.
     *
     * @return the socket; the caller owns it
     * @throws ErrnoException the failing call with the address, for example bind with EADDRINUSE
     */
    public static Descriptor bind(String address, boolean datagrams) throws ErrnoException {
        Descriptor socket = open(address, datagrams);
        try {
            SocketAddresses addresses = new SocketAddresses();
            int length = addresses.encodeUnix(address);
            if (LIBC.bind(socket.number(), addresses.memory(), length) < 0) {
                throw ErrnoException.last("bind", address);
            }
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether nobody listens at an address, or receives there; the file of a socket outlives the socket. */
    public static boolean isDeserted(String address, boolean datagrams) throws ErrnoException {
        try (Descriptor socket = open(address, datagrams)) {
            SocketAddresses addresses = new SocketAddresses();
            int length = addresses.encodeUnix(address);
            return LIBC.connect(socket.number(), addresses.memory(), length) < 0
                    && Libc.errno() == Errno.ECONNREFUSED.intValue();
        }
    }

    private static Descriptor open(String address, boolean datagrams) throws ErrnoException {
        int type = datagrams ? SocketConstants.SOCK_DGRAM : SocketConstants.SOCK_STREAM;
        int kind = type | SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
        int number = LIBC.socket(AddressFamily.AF_UNIX.intValue(), kind, 0);
        if (number < 0) {
            throw ErrnoException.last("socket", address);
        }
        return Descriptor.own(number);
    }
}
