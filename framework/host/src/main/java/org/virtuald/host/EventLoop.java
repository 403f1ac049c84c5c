package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Epoll;
import org.virtuald.posix.ErrnoException;

/**
 * A thread that waits for descriptors and runs what was registered for them. They are in an epoll(7) set, where a quiet one costs
 * nothing, and with them what tells of tasks. All but {@link #execute} and {@link #close} is for the loop's own thread.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int FOR_EVER = -1;

    /** What a descriptor is registered with. */
    final class Registration {
        private final long name;
        private final Descriptor descriptor;
        private final Runnable ready;
        private int operations;

        private Registration(long name, Descriptor descriptor, Runnable ready) {
            this.name = name;
            this.descriptor = descriptor;
            this.ready = ready;
        }

        /** Waits for these operations of {@link SelectionKey} from now on; 0 for none. */
        void interest(int wanted) {
            if (wanted == operations) {
                return;
            }
            try {
                change(wanted);
                operations = wanted;
            } catch (ErrnoException e) {
                LOG.error("cannot wait for a descriptor: {}", e.getMessage());
            }
        }

        private void change(int wanted) throws ErrnoException {
            if (wanted == 0) {
                descriptors.remove(descriptor); // in the set it would still tell of a hang-up
            } else if (operations == 0) {
                descriptors.add(descriptor, mask(wanted), name);
            } else {
                descriptors.change(descriptor, mask(wanted), name);
            }
        }

        /** Forgets the descriptor; its owner closes it after this. */
        void cancel() {
            interest(0);
            registrations.remove(name);
        }
    }

    private record Timer(long atNanos, Runnable task) {}

    private final Epoll descriptors;
    private final WakeUp wakeUp;
    private final Map<Long, Registration> registrations = new HashMap<>();
    private long nextName;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
    private volatile boolean closed;

    EventLoop(String name) throws ErrnoException {
        wakeUp = WakeUp.open();
        try {
            descriptors = Epoll.open();
        } catch (ErrnoException e) {
            wakeUp.close();
            throw e;
        }
        try {
            register(wakeUp.descriptor(), SelectionKey.OP_READ, wakeUp::answer);
        } catch (ErrnoException e) {
            release();
            throw e;
        }
        thread = new Thread(this::run, name);
        thread.start();
    }

    private void release() {
        descriptors.close();
        wakeUp.close();
    }

    /** Runs a task on the loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread) {
            wakeUp.call();
        }
    }

    /** Something to be done on the loop's thread. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does work on the loop's thread, which must not be the caller's, and waits for its result. */
    <T> T call(Work<T> work) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        execute(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Waits for operations of {@link SelectionKey} on a descriptor, which stays its owner's, and blocking if it is. */
    Registration register(Descriptor descriptor, int operations, Runnable ready) throws ErrnoException {
        Registration registration = new Registration(nextName++, descriptor, ready);
        registration.change(operations);
        registration.operations = operations;
        registrations.put(registration.name, registration);
        return registration;
    }

    private static int mask(int operations) {
        int input = (operations & ~SelectionKey.OP_WRITE) != 0 ? Epoll.EPOLLIN : 0;
        int output = (operations & SelectionKey.OP_WRITE) != 0 ? Epoll.EPOLLOUT : 0;
        return input | output;
    }

    /** Runs a task after a while. */
    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
            release();
        } catch (ErrnoException e) {
            LOG.error("the event loop ends: {}", e.getMessage(), e);
        }
    }

    /** Outside the loop: the JVM compiles a method for its next call, and one that goes on much later. */
    private void turn() throws ErrnoException {
        runReady(descriptors.await(patience()));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            attempt(task);
        }
        runDueTimers();
    }

    /**
     * How long to wait when nothing is ready, in milliseconds. Whoever adds a task after this look ends the wait: no call of before
     * is left to be answered by then.
     */
    private int patience() {
        return tasks.isEmpty() && !closed ? untilNextTimer() : 0;
    }

    private void runReady(int count) {
        for (int i = 0; i < count; i++) {
            Registration registration = registrations.get(descriptors.name(i));
            if (registration != null && registration.operations != 0) { // else one before it has changed that
                attempt(registration.ready);
            }
        }
    }

    /** What a task does wrong ends the task, not the loop. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
        }
    }

    private int untilNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return FOR_EVER;
        }
        long nanos = next.atNanos() - System.nanoTime();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, (nanos + 999_999) / 1_000_000));
    }

    private void runDueTimers() {
        for (Timer next = timers.peek();
                next != null && next.atNanos() - System.nanoTime() <= 0;
                next = timers.peek()) {
            timers.remove();
            attempt(next.task());
        }
    }

    /** Ends the loop and waits for its thread; descriptors stay their owners'. */
    @Override
    public void close() {
        closed = true;
        wakeUp.call();
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
