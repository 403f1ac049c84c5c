package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** Watches sockets for one kind of event, epoll(7), without a change of the sockets themselves. Confined to one thread. */
public final class SocketWatch implements AutoCloseable {
    // sys/epoll.h
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLLET = 1 << 31;

    /** struct epoll_event is packed on x86-64 and nowhere else. */
    private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;

    private static final int EVENT_BYTES = DATA + Long.BYTES;
    private static final int MOST = 64;

    /** What is watched for. */
    public enum Event {
        /** The peer sends nothing more, whoever reads meanwhile; once. */
        HANG_UP(EPOLLRDHUP | EPOLLONESHOT),
        /** Bytes have come, or the end; each time anew, and at once if there are some. */
        INPUT(EPOLLIN | EPOLLRDHUP | EPOLLET),
        /** Bytes have come, or the end, or there is room for bytes again; each time anew, and at once if it is so. */
        TRAFFIC(EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);

        private final int mask;

        Event(int mask) {
            this.mask = mask;
        }
    }

    private final Event event;
    private final Descriptor epoll;
    private final Pointer events = Memory.allocateDirect(RUNTIME, (long) MOST * EVENT_BYTES, true);

    private SocketWatch(Event event, Descriptor epoll) {
        this.event = event;
        this.epoll = epoll;
    }

    /** Watches nothing yet. */
    public static SocketWatch open(Event event) throws ErrnoException {
        int number = LIBC.epoll_create1(EPOLL_CLOEXEC);
        if (number < 0) {
            throw ErrnoException.last("epoll_create1", "");
        }
        return new SocketWatch(event, Descriptor.own(number));
    }

    /** Can be read from when there is something to take; it stays this object's. */
    public Descriptor descriptor() {
        return epoll;
    }

    /**
     * Watches a socket.
     *
     * @param socket stays its owner's, who closes it only after {@link #forget}
     * @param name what {@link #take} calls it
     */
    public void watch(Descriptor socket, long name) throws ErrnoException {
        control(EPOLL_CTL_ADD, socket, name);
    }

    /** Tells once more, at the next {@link #take}, what is so now. */
    public void watchAnew(Descriptor socket, long name) throws ErrnoException {
        control(EPOLL_CTL_MOD, socket, name);
    }

    private void control(int operation, Descriptor socket, long name) throws ErrnoException {
        events.putInt(0, event.mask);
        events.putLong(DATA, name);
        if (LIBC.epoll_ctl(epoll.number(), operation, socket.number(), events) < 0) {
            throw ErrnoException.last("epoll_ctl", socket.toString());
        }
    }

    /** Watches a socket no more. Needed although it is closed next: a program has copies of it. */
    public void forget(Descriptor socket) {
        LIBC.epoll_ctl(epoll.number(), EPOLL_CTL_DEL, socket.number(), events);
    }

    /** The names of some sockets that it has happened to; empty when there is none. Does not wait. */
    public List<Long> take() throws ErrnoException {
        int count = LIBC.epoll_wait(epoll.number(), events, MOST, 0);
        if (count < 0) {
            if (Libc.errno() == Errno.EINTR.intValue()) {
                return List.of();
            }
            throw ErrnoException.last("epoll_wait", "");
        }
        List<Long> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(events.getLong((long) i * EVENT_BYTES + DATA));
        }
        return names;
    }

    @Override
    public void close() {
        epoll.close();
    }
}
