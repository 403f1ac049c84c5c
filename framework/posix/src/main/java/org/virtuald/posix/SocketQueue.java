package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.util.Arrays;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * What waits at a socket for somebody to take it, as it is at one moment: the first datagram with its sender, or how many
 * connections a listening socket has. Nothing is taken by looking.
 */
public final class SocketQueue {
    private static final int PEEKED = 512;
    private static final int UNACKED =
            6; // tcpi_unacked of linux/tcp.h, counted in ints; of a listener its queue's length
    private static final short POLLIN = 1;
    private static final int POLL_EVENTS = 4; // struct pollfd of poll(2)
    private static final int POLL_RESULT = 6;
    private static final int POLL_BYTES = 8;

    private final int connections;
    private final byte[] datagram;

    private SocketQueue(int connections, byte[] datagram) {
        this.connections = connections;
        this.datagram = datagram;
    }

    /**
     * Looks.
     *
     * @param socket a listening stream socket, or one that gets datagrams
     * @throws ErrnoException ENOTCONN when a stream socket does not listen, or any more; an error that waits at the socket
     */
    public static SocketQueue of(Descriptor socket) throws ErrnoException {
        if (SocketOption.get(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE)
                != SocketConstants.SOCK_STREAM) {
            return new SocketQueue(0, firstDatagram(socket));
        }
        if (SocketOption.get(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_ACCEPTCONN) == 0) {
            throw new ErrnoException("accept4", Errno.ENOTCONN.intValue(), socket.toString());
        }
        boolean unix = SocketOption.get(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN)
                == AddressFamily.AF_UNIX.intValue();
        return new SocketQueue(unix ? isReadable(socket) : length(socket), new byte[0]);
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return connections == 0 && datagram.length == 0;
    }

    /** Whether nobody seems to have taken anything since: no fewer connections wait, or the same datagram is the first. */
    public boolean isUntouchedSince(SocketQueue earlier) {
        return connections >= earlier.connections && Arrays.equals(datagram, earlier.datagram);
    }

    private static byte[] firstDatagram(Descriptor socket) throws ErrnoException {
        Pointer content = Memory.allocateDirect(RUNTIME, PEEKED);
        SocketAddresses addresses = new SocketAddresses();
        Pointer addressLength = addresses.fullLength();
        int flags = SocketConstants.MSG_PEEK | SocketConstants.MSG_DONTWAIT;
        long length = LIBC.recvfrom(socket.number(), content, PEEKED, flags, addresses.memory(), addressLength);
        if (length < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue()) {
                return new byte[0];
            }
            throw new ErrnoException("recvfrom", errno, socket.toString());
        }
        // even of an empty datagram whose sender has no address there is a byte
        int sender = Math.max(1, addressLength.getInt(0));
        byte[] datagram = new byte[sender + (int) length];
        addresses.memory().get(0, datagram, 0, sender);
        content.get(0, datagram, sender, (int) length);
        return datagram;
    }

    private static int length(Descriptor listener) throws ErrnoException {
        int[] information = new int[UNACKED + 1];
        int[] bytes = {information.length * Integer.BYTES};
        int result = LIBC.getsockopt(
                listener.number(), SocketConstants.IPPROTO_TCP, SocketConstants.TCP_INFO, information, bytes);
        if (result < 0) {
            throw ErrnoException.last("getsockopt", listener.toString());
        }
        return information[UNACKED];
    }

    private static int isReadable(Descriptor listener) throws ErrnoException {
        Pointer file = Memory.allocateDirect(RUNTIME, POLL_BYTES, true);
        file.putInt(0, listener.number());
        file.putShort(POLL_EVENTS, POLLIN);
        if (LIBC.poll(file, 1, 0) < 0) {
            throw ErrnoException.last("poll", listener.toString());
        }
        return file.getShort(POLL_RESULT) & POLLIN;
    }
}
