package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import jnr.constants.platform.AddressFamily;

/**
 * Two connected sockets of kind SOCK_SEQPACKET, unix(7): messages keep their borders and can carry descriptors.
 *
 * @param here the end to keep
 * @param there the end to give away
 */
public record SocketPair(Descriptor here, Descriptor there) implements AutoCloseable {

    /** Makes a pair, both ends close-on-exec and blocking. */
    public static SocketPair open() throws ErrnoException {
        int[] pair = new int[2];
        int kind = SocketConstants.SOCK_SEQPACKET | SocketConstants.SOCK_CLOEXEC;
        if (LIBC.socketpair(AddressFamily.AF_UNIX.intValue(), kind, 0, pair) < 0) {
            throw ErrnoException.last("socketpair", "");
        }
        return new SocketPair(Descriptor.own(pair[0]), Descriptor.own(pair[1]));
    }

    /** Takes the kept end out: closing the pair leaves it open, and whoever gets this owns it. */
    public Descriptor takeHere() {
        return here.moved();
    }

    /** Closes the ends that are still open. */
    @Override
    public void close() {
        here.close();
        there.close();
    }
}
