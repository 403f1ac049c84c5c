package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Shutdown;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * A connected stream socket in blocking mode, for any number of threads. Its descriptor's number is let go only when no thread
 * is inside a call on it: closing wakes those that wait with shutdown(2), and the last of them closes.
 */
public final class StreamSocket implements AutoCloseable {
    private static final int CHUNK = 8192;
    private static final long DAY_MILLIS = 86_400_000;

    /** A system call that moves bytes between the socket and memory. */
    private interface Transfer {
        long run(int fd, Pointer memory, long count, int flags);
    }

    private final Descriptor descriptor;
    private final Object reading = new Object();
    private final Object writing = new Object();
    private final Pointer incoming = Memory.allocateDirect(RUNTIME, CHUNK); // guarded by reading
    private final Pointer outgoing = Memory.allocateDirect(RUNTIME, CHUNK); // guarded by writing
    private int calls; // guarded by this
    private boolean closed; // guarded by this
    private volatile boolean limited;

    /** Takes the ownership of a connected socket. */
    public StreamSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Waits for bytes and takes as many as are there and fit, recv(2).
     *
     * @return how many, or -1 at the end
     */
    public int read(ByteBuffer buffer) throws IOException {
        if (!buffer.hasRemaining()) {
            return 0;
        }
        synchronized (reading) {
            int length = transfer("recv", LIBC::recv, incoming, Math.min(buffer.remaining(), CHUNK));
            if (length == 0) {
                return -1;
            }
            byte[] bytes = new byte[length];
            incoming.get(0, bytes, 0, length);
            buffer.put(bytes);
            return length;
        }
    }

    /**
     * Sends all bytes of the buffer, send(2).
     *
     * @return how many there were
     */
    public int write(ByteBuffer buffer) throws IOException {
        int total = 0;
        synchronized (writing) {
            while (buffer.hasRemaining()) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), CHUNK)];
                buffer.duplicate().get(bytes);
                outgoing.put(0, bytes, 0, bytes.length);
                int length = transfer("send", LIBC::send, outgoing, bytes.length);
                buffer.position(buffer.position() + length);
                total += length;
            }
        }
        return total;
    }

    private int transfer(String call, Transfer transfer, Pointer memory, int count) throws IOException {
        enter();
        try {
            while (true) {
                int length = (int) transfer.run(descriptor.number(), memory, count, SocketConstants.MSG_NOSIGNAL);
                int errno = length < 0 ? Libc.errno() : 0;
                if (!isOpen()) {
                    throw new AsynchronousCloseException();
                }
                if (length >= 0) {
                    return length;
                }
                if (errno == Errno.EAGAIN.intValue()) {
                    throw new SocketTimeoutException(call + ": the time is up");
                }
                if (errno != Errno.EINTR.intValue()) {
                    throw new ErrnoException(call, errno, "");
                }
            }
        } finally {
            leave();
        }
    }

    /**
     * Limits how long a read or write waits, SO_RCVTIMEO and SO_SNDTIMEO of socket(7); without this there is no limit.
     *
     * @param time from a millisecond to a day
     */
    public void waitAtMost(Duration time) throws IOException {
        long millis = time.toMillis();
        if (millis < 1 || millis > DAY_MILLIS) {
            throw new IllegalArgumentException(time + " is not between a millisecond and a day");
        }
        enter();
        try {
            limit(time);
            limited = true;
        } finally {
            leave();
        }
    }

    private void limit(Duration time) throws ErrnoException {
        WaitLimit.set(descriptor, SocketConstants.SO_RCVTIMEO, time, "");
        WaitLimit.set(descriptor, SocketConstants.SO_SNDTIMEO, time, "");
    }

    /** Sends nothing more: the peer reads the end of file. */
    public void shutDownOutput() throws IOException {
        enter();
        try {
            if (LIBC.shutdown(descriptor.number(), Shutdown.SHUT_WR.intValue()) < 0) {
                throw ErrnoException.last("shutdown", "");
            }
        } finally {
            leave();
        }
    }

    /**
     * The descriptor under a new owner, without a limit to waiting; closing this object does nothing from now on.
     *
     * @throws ClosedChannelException when it was closed
     * @throws IllegalStateException while another thread is inside a call
     */
    public synchronized Descriptor detach() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (calls > 0) {
            throw new IllegalStateException("another thread is reading or writing");
        }
        if (limited) {
            limit(Duration.ZERO); // a program does not expect it
        }
        closed = true;
        return descriptor.moved();
    }

    /** Whether it was neither closed nor detached. */
    public synchronized boolean isOpen() {
        return !closed;
    }

    private synchronized void enter() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        calls++;
    }

    private synchronized void leave() {
        calls--;
        if (closed && calls == 0) {
            descriptor.close();
        }
    }

    /** Closes both directions, and ends the calls that wait. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (calls == 0) {
            descriptor.close();
        } else {
            LIBC.shutdown(
                    descriptor.number(), Shutdown.SHUT_RDWR.intValue()); // fails only where the peer is gone already
        }
    }
}
