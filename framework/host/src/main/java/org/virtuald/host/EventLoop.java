package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.enxio.channels.NativeSelectorProvider;
import jnr.enxio.channels.NativeSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.Descriptor;

/**
 * A thread that waits for descriptors with one selector, poll(2), and runs what was registered for them. All but
 * {@link #execute} and {@link #close} is for the loop's own thread.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final long NO_TIMER = 0; // Selector.select waits without end

    /** What a descriptor is registered with. */
    final class Registration {
        private final SelectionKey key;

        private Registration(SelectionKey key) {
            this.key = key;
        }

        /** Waits for these operations of {@link SelectionKey} from now on; 0 for none. */
        void interest(int operations) {
            if (key.interestOps() != operations) {
                key.interestOps(operations);
            }
        }

        /** Forgets the descriptor; its owner may close it after this. */
        void cancel() {
            key.cancel();
            try {
                selector.selectNow(); // takes the key out of the poll set before the number can be another file's
                if (woken.get()) {
                    selector.wakeup(); // it may have taken the wake-up that the loop is still to see
                }
            } catch (IOException e) {
                LOG.error("cannot deregister a descriptor: {}", e.getMessage());
            }
        }
    }

    private record Timer(long atNanos, Runnable task) {}

    private final AbstractSelector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));

    /** Whether a wake-up is under way: each one is a byte in a pipe that blocks when nobody reads it. */
    private final AtomicBoolean woken = new AtomicBoolean();

    private volatile boolean closed;

    EventLoop(String name) throws IOException {
        selector = NativeSelectorProvider.getInstance().openSelector();
        // one that is made while a bundle starts would keep that bundle's classes in memory
        thread = new Thread(null, this::run, name, 0, false);
        thread.setContextClassLoader(EventLoop.class.getClassLoader());
        thread.start();
    }

    /** Runs a task on the loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            selector.wakeup();
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

    /** Waits for operations of {@link SelectionKey} on a descriptor, which stays its owner's. */
    Registration register(Descriptor descriptor, int operations, Runnable ready) throws IOException {
        // never closed: closing the channel object would close the descriptor, which has an owner
        NativeSocketChannel channel = new NativeSocketChannel(
                descriptor.number(), SelectionKey.OP_READ | SelectionKey.OP_WRITE | SelectionKey.OP_ACCEPT);
        channel.configureBlocking(false);
        return new Registration(channel.register(selector, operations, ready));
    }

    /** Runs a task after a while. */
    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
    }

    private void run() {
        try {
            while (!closed) {
                await();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    attempt(task);
                }
                runDueTimers();
                for (SelectionKey key : selector.selectedKeys().toArray(new SelectionKey[0])) {
                    if (key.isValid() && key.attachment() instanceof Runnable ready) {
                        attempt(ready);
                    }
                }
                selector.selectedKeys().clear();
            }
            selector.close();
        } catch (IOException e) {
            LOG.error("the event loop ends: {}", e.getMessage(), e);
        }
    }

    /**
     * Waits until there is something to do. Whoever adds a task after the first line wakes the selector, whoever added one
     * before it is seen by the second: no task waits for the next event. A key's cancellation may have eaten a wake-up.
     */
    private void await() throws IOException {
        woken.set(false);
        if (tasks.isEmpty() && !closed) {
            selector.select(untilNextTimer());
        } else {
            selector.selectNow();
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

    private long untilNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return NO_TIMER;
        }
        long nanos = next.atNanos() - System.nanoTime();
        return Math.max(1, (nanos + 999_999) / 1_000_000);
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
        execute(() -> {});
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
