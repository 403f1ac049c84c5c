package org.virtuald.launcher;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Epoll;
import org.virtuald.posix.ErrnoException;

/** A thread that waits on the launch channels of all services for which nobody, or not everybody, is at work. */
final class ChannelWatch {
    private static final int FOR_EVER = -1;
    private static final int ONCE = Epoll.EPOLLIN | Epoll.EPOLLONESHOT;

    private final Epoll channels = Epoll.open();
    private final ConcurrentMap<Long, Runnable> watched = new ConcurrentHashMap<>();
    private final AtomicLong lastName = new AtomicLong();

    private ChannelWatch() throws ErrnoException {}

    /** Starts the thread, which lasts as long as the process. */
    static ChannelWatch start() throws ErrnoException {
        ChannelWatch watch = new ChannelWatch();
        Thread thread = new Thread(watch::run, "channels");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /**
     * Waits once for a message, or the channel's end.
     *
     * @param channel closed only after {@link #forget}
     * @param ready run on this thread
     * @return the name for {@link #watchAgain} and {@link #forget}
     */
    long watch(Descriptor channel, Runnable ready) throws ErrnoException {
        long name = lastName.incrementAndGet();
        watched.put(name, ready);
        try {
            channels.add(channel, ONCE, name);
        } catch (ErrnoException e) {
            watched.remove(name);
            throw e;
        }
        return name;
    }

    /** Waits once more. */
    void watchAgain(long name, Descriptor channel) throws ErrnoException {
        channels.change(channel, ONCE, name);
    }

    /** Waits no more. */
    void forget(long name, Descriptor channel) {
        channels.remove(channel);
        watched.remove(name);
    }

    private void run() {
        try {
            while (true) {
                int count = channels.await(FOR_EVER);
                for (int i = 0; i < count; i++) {
                    Runnable ready = watched.get(channels.name(i));
                    if (ready != null) {
                        ready.run();
                    }
                }
            }
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }
}
