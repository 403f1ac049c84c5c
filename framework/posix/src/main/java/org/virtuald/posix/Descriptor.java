package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.util.concurrent.atomic.AtomicBoolean;
import jnr.constants.platform.Fcntl;
import jnr.constants.platform.OpenFlags;
import jnr.constants.platform.Shutdown;

/**
 * An open file descriptor and the duty to close it. One holder at a time owns it; whoever takes it over closes it.
 * Closing while another thread is inside a call on it is the holders' mistake: the kernel may give the number away.
 */
public final class Descriptor implements AutoCloseable {
    private static final int FD_CLOEXEC = 1; // bits/fcntl-linux.h
    private static final String DEV_NULL = "/dev/null";

    private final int number;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes the ownership of an open descriptor, 0 or above. */
    public static Descriptor own(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        return new Descriptor(number);
    }

    /** Opens {@code /dev/null} for reading and writing, close-on-exec; the caller owns it. */
    public static Descriptor devNull() throws ErrnoException {
        int flags = OpenFlags.O_RDWR.intValue() | OpenFlags.O_CLOEXEC.intValue();
        int number = LIBC.open(DEV_NULL, flags, 0);
        if (number < 0) {
            throw ErrnoException.last("open", DEV_NULL);
        }
        return own(number);
    }

    /**
     * The number, for a call to be made now.
     *
     * @throws IllegalStateException when it was closed: the number may already be another file's
     */
    public int number() {
        if (!open.get()) {
            throw new IllegalStateException("descriptor " + number + " was closed");
        }
        return number;
    }

    /** The same descriptor under a new owner; closing this object does nothing from now on. */
    Descriptor moved() {
        if (!open.compareAndSet(true, false)) {
            throw new IllegalStateException("descriptor " + number + " was closed");
        }
        return new Descriptor(number);
    }

    /** Whether it was not closed yet. */
    public boolean isOpen() {
        return open.get();
    }

    /** Makes reads, writes and accepts on its open file description answer EAGAIN where they would wait. */
    public void unblock() throws ErrnoException {
        int flags = LIBC.fcntl(number(), Fcntl.F_GETFL.intValue(), 0);
        if (flags < 0 || LIBC.fcntl(number, Fcntl.F_SETFL.intValue(), flags | OpenFlags.O_NONBLOCK.intValue()) < 0) {
            throw ErrnoException.last("fcntl", toString());
        }
    }

    /** Makes reads, writes and accepts on its open file description wait, whoever else has a copy of it. */
    public void block() throws ErrnoException {
        int flags = LIBC.fcntl(number(), Fcntl.F_GETFL.intValue(), 0);
        if (flags < 0 || LIBC.fcntl(number, Fcntl.F_SETFL.intValue(), flags & ~OpenFlags.O_NONBLOCK.intValue()) < 0) {
            throw ErrnoException.last("fcntl", toString());
        }
    }

    /** Keeps it out of programs that are started from now on, FD_CLOEXEC of fcntl(2). */
    public void closeOnExec() throws ErrnoException {
        if (LIBC.fcntl(number(), Fcntl.F_SETFD.intValue(), FD_CLOEXEC) < 0) {
            throw ErrnoException.last("fcntl", toString());
        }
    }

    /**
     * Ends both directions of a socket: calls that wait on it return, and its peer reads the end of file; shutdown(2).
     * A listening socket no longer listens, whoever else has a copy of it.
     */
    public void shutDown() throws ErrnoException {
        if (LIBC.shutdown(number(), Shutdown.SHUT_RDWR.intValue()) < 0) {
            throw ErrnoException.last("shutdown", toString());
        }
    }

    /** Closes it; a second call does nothing. Never repeated on EINTR: Linux has let the number go by then, close(2). */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            ConnectionCalls.close(number);
        }
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
