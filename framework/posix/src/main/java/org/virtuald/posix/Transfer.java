package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.constants.platform.Errno;
import jnr.constants.platform.Shutdown;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Memory through which bytes go from one socket to another; never waits, in whatever mode the sockets are. Bytes that the one
 * gave and the other did not take are the caller's to keep. Confined to one thread.
 */
public final class Transfer {
    /** What {@link #receive} answers when nothing has come. */
    public static final int NOTHING = -1;

    private final int capacity;
    private final Pointer memory;

    /** @param capacity how many bytes go at once */
    public Transfer(int capacity) {
        this.capacity = capacity;
        this.memory = Memory.allocateDirect(RUNTIME, capacity);
    }

    /**
     * Takes what has come into the memory, recv(2).
     *
     * @return how many bytes; 0 at the end, {@link #NOTHING} when none have come
     * @throws ErrnoException ECONNRESET and the like
     */
    public int receive(Descriptor socket) throws ErrnoException {
        while (true) {
            int length = (int) LIBC.recv(socket.number(), memory, capacity, SocketConstants.MSG_DONTWAIT);
            if (length >= 0) {
                return length;
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue()) {
                return NOTHING;
            }
            if (errno != Errno.EINTR.intValue()) {
                throw new ErrnoException("recv", errno, socket.toString());
            }
        }
    }

    /** Puts bytes into the memory, at its beginning. */
    public void put(byte[] bytes, int from, int count) {
        memory.put(0, bytes, from, count);
    }

    /** Copies bytes of the memory. */
    public byte[] copy(int from, int to) {
        byte[] bytes = new byte[to - from];
        memory.get(from, bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * Sends bytes of the memory, send(2).
     *
     * @return how many the kernel has taken, fewer than there are when it has no more room
     * @throws ErrnoException EPIPE and the like
     */
    public int send(Descriptor socket, int from, int to) throws ErrnoException {
        int sent = from;
        while (sent < to) {
            int length = (int) LIBC.send(
                    socket.number(),
                    memory.slice(sent),
                    to - sent,
                    SocketConstants.MSG_DONTWAIT | SocketConstants.MSG_NOSIGNAL);
            int errno = length < 0 ? Libc.errno() : 0;
            if (length >= 0) {
                sent += length;
            } else if (errno == Errno.EAGAIN.intValue()) {
                break;
            } else if (errno != Errno.EINTR.intValue()) {
                throw new ErrnoException("send", errno, socket.toString());
            }
        }
        return sent - from;
    }

    /** Sends nothing more: the peer reads the end; shutdown(2). */
    public static void end(Descriptor socket) throws ErrnoException {
        if (LIBC.shutdown(socket.number(), Shutdown.SHUT_WR.intValue()) < 0) {
            throw ErrnoException.last("shutdown", socket.toString());
        }
    }
}
