package org.virtuald.posix;

import java.util.ArrayList;
import java.util.List;

/** Watches sockets for one kind of event, epoll(7), without a change of the sockets themselves. Confined to one thread. */
public final class SocketWatch implements AutoCloseable {

    /** What is watched for. */
    public enum Event {
        /** The peer sends nothing more, whoever reads meanwhile; once. */
        HANG_UP(Epoll.EPOLLRDHUP | Epoll.EPOLLONESHOT),
        /** Bytes have come, or the end; each time anew, and at once if there are some. */
        INPUT(Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLET),
        /** Bytes have come, or the end, or there is room for bytes again; each time anew, and at once if it is so. */
        TRAFFIC(Epoll.EPOLLIN | Epoll.EPOLLOUT | Epoll.EPOLLRDHUP | Epoll.EPOLLET);

        private final int mask;

        Event(int mask) {
            this.mask = mask;
        }
    }

    private final Event event;
    private final Epoll sockets;

    private SocketWatch(Event event, Epoll sockets) {
        this.event = event;
        this.sockets = sockets;
    }

    /** Watches nothing yet. */
    public static SocketWatch open(Event event) throws ErrnoException {
        return new SocketWatch(event, Epoll.open());
    }

    /** Can be read from when there is something to take; it stays this object's. */
    public Descriptor descriptor() {
        return sockets.descriptor();
    }

    /**
     * Watches a socket.
     *
     * @param socket stays its owner's, who closes it only after {@link #forget}
     * @param name what {@link #take} calls it
     */
    public void watch(Descriptor socket, long name) throws ErrnoException {
        sockets.add(socket, event.mask, name);
    }

    /** Tells once more, at the next {@link #take}, what is so now. */
    public void watchAnew(Descriptor socket, long name) throws ErrnoException {
        sockets.change(socket, event.mask, name);
    }

    /** Watches a socket no more. Needed although it is closed next: a program has copies of it. */
    public void forget(Descriptor socket) {
        sockets.remove(socket);
    }

    /** The names of some sockets that it has happened to; empty when there is none. Does not wait. */
    public List<Long> take() throws ErrnoException {
        int count = sockets.await(0);
        List<Long> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(sockets.name(i));
        }
        return names;
    }

    @Override
    public void close() {
        sockets.close();
    }
}
