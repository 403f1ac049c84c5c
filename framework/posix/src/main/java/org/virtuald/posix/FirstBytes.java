package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.ByteBuffer;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * The first bytes of connections: looked at without being taken, so that whoever reads next finds them all; MSG_PEEK of
 * recv(2). Never waits, although the sockets are in blocking mode. Confined to one thread.
 */
public final class FirstBytes {
    private final int most;
    private final Pointer memory;

    /** @param most how many are looked at */
    public FirstBytes(int most) {
        this.most = most;
        this.memory = Memory.allocateDirect(RUNTIME, most);
    }

    /**
     * What has come so far.
     *
     * @return empty when nothing has come; a buffer without a byte at the end of file
     * @throws ErrnoException ECONNRESET and the like
     */
    public Optional<ByteBuffer> look(Descriptor socket) throws ErrnoException {
        int length = receive(socket, most, SocketConstants.MSG_PEEK | SocketConstants.MSG_DONTWAIT);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        memory.get(0, bytes, 0, length);
        return Optional.of(ByteBuffer.wrap(bytes));
    }

    /**
     * Takes bytes that were looked at.
     *
     * @param count how many of them
     */
    public void take(Descriptor socket, int count) throws ErrnoException {
        int left = count;
        while (left > 0) {
            int taken = receive(socket, left, SocketConstants.MSG_DONTWAIT);
            if (taken <= 0) {
                throw new ErrnoException(
                        "recv", Errno.EIO.intValue(), socket.toString()); // somebody else has read them
            }
            left -= taken;
        }
    }

    /** How many bytes are in the memory then; -1 when there are none now. */
    private int receive(Descriptor socket, int count, int flags) throws ErrnoException {
        while (true) {
            int length = (int) LIBC.recv(socket.number(), memory, count, flags);
            int errno = length < 0 ? Libc.errno() : 0;
            if (length >= 0) {
                return length;
            }
            if (errno == Errno.EAGAIN.intValue()) {
                return -1;
            }
            if (errno != Errno.EINTR.intValue()) {
                throw new ErrnoException("recv", errno, socket.toString());
            }
        }
    }
}
