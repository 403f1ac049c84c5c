package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * A set of descriptors that are waited for together, epoll(7). It costs the same however many there are. Any thread may change the set,
 * one thread waits.
 */
public final class Epoll implements AutoCloseable {
    // sys/epoll.h
    /** There is something to read or to accept, or the end. */
    public static final int EPOLLIN = 0x1;

    /** There is room to write. */
    public static final int EPOLLOUT = 0x4;

    /** It tells once, and then nothing until {@link #change}. */
    public static final int EPOLLONESHOT = 1 << 30;

    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;

    /** struct epoll_event is packed on x86-64 and nowhere else. */
    private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;

    private static final int EVENT_BYTES = DATA + Long.BYTES;
    private static final int MOST = 64;

    private final Descriptor set;
    private final Pointer change = Memory.allocateDirect(RUNTIME, EVENT_BYTES, true); // guarded by this
    private final Pointer events = Memory.allocateDirect(RUNTIME, (long) MOST * EVENT_BYTES, true);

    private Epoll(Descriptor set) {
        this.set = set;
    }

    /** An empty set, close-on-exec. */
    public static Epoll open() throws ErrnoException {
        int number = LIBC.epoll_create1(EPOLL_CLOEXEC);
        if (number < 0) {
            throw ErrnoException.last("epoll_create1", "");
        }
        return new Epoll(Descriptor.own(number));
    }

    /** Can be read from when something in the set is ready; it stays this object's. */
    public Descriptor descriptor() {
        return set;
    }

    /**
     * Adds a descriptor, which stays its owner's, who takes it out before he closes it.
     *
     * @param mask the events, {@link #EPOLLIN} and so on; the hang-up of a peer and errors are always among them
     * @param name what {@link #await} calls it
     */
    public void add(Descriptor descriptor, int mask, long name) throws ErrnoException {
        control(EPOLL_CTL_ADD, descriptor, mask, name);
    }

    /** Waits for other events of it from now on, or once more for the same. */
    public void change(Descriptor descriptor, int mask, long name) throws ErrnoException {
        control(EPOLL_CTL_MOD, descriptor, mask, name);
    }

    private synchronized void control(int operation, Descriptor descriptor, int mask, long name) throws ErrnoException {
        change.putInt(0, mask);
        change.putLong(DATA, name);
        if (LIBC.epoll_ctl(set.number(), operation, descriptor.number(), change) < 0) {
            throw ErrnoException.last("epoll_ctl", descriptor.toString());
        }
    }

    /** Takes a descriptor out; one that is not in the set is nothing to do. */
    public synchronized void remove(Descriptor descriptor) {
        LIBC.epoll_ctl(set.number(), EPOLL_CTL_DEL, descriptor.number(), change);
    }

    /**
     * Waits until some are ready; {@link #name} tells which.
     *
     * @param milliseconds how long to wait for one, -1 for ever
     * @return how many; 0 when there is none until then, or a signal has come
     */
    public int await(int milliseconds) throws ErrnoException {
        int count = ConnectionCalls.epoll_wait(set.number(), events, MOST, milliseconds);
        if (count >= 0) {
            return count;
        }
        if (Libc.errno() == Errno.EINTR.intValue()) {
            return 0;
        }
        throw ErrnoException.last("epoll_wait", "");
    }

    /** The name of a descriptor that the latest {@link #await} found ready, from 0 on. */
    public long name(int index) {
        return events.getLong((long) index * EVENT_BYTES + DATA);
    }

    @Override
    public void close() {
        set.close();
    }
}
