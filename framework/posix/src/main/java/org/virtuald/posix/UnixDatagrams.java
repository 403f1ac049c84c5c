package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.time.Duration;
import jnr.constants.platform.AddressFamily;

/**
 * Sockets of kind SOCK_DGRAM in the Unix family, unix(7): messages keep their borders and can carry descriptors. An address
 * is a path, or {@code @} and an abstract name.
 */
public final class UnixDatagrams {

    private UnixDatagrams() {}

    /**
     * A socket that sends to an address, close-on-exec.
     *
     * @param patience how long a message waits for room at the receiver's; EAGAIN after that, SO_SNDTIMEO of socket(7)
     * @throws ErrnoException ECONNREFUSED or ENOENT when nobody receives there
     */
    public static Descriptor connect(String address, Duration patience) throws ErrnoException {
        Descriptor socket = open(address);
        try {
            WaitLimit.set(socket, SocketConstants.SO_SNDTIMEO, patience, address);
            SocketAddresses addresses = new SocketAddresses();
            int length = addresses.encodeUnix(address);
            if (LIBC.connect(socket.number(), addresses.memory(), length) < 0) {
                throw ErrnoException.last("connect", address);
            }
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A socket that receives what is sent to an address, close-on-exec. */
    public static Descriptor bind(String address) throws ErrnoException {
        Descriptor socket = open(address);
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

    private static Descriptor open(String address) throws ErrnoException {
        int kind = SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC;
        int number = LIBC.socket(AddressFamily.AF_UNIX.intValue(), kind, 0);
        if (number < 0) {
            throw ErrnoException.last("socket", address);
        }
        return Descriptor.own(number);
    }
}
