package org.virtuald.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls into one bundle's activator, one at a time and each with a deadline: an activator that blocks holds up nobody but its
 * own bundle. For one thread.
 */
final class ActivatorCalls {
    private static final Duration TO_START = Duration.ofSeconds(5);

    /** The services of the bundle stop within this, too: each waits a moment for its threads. */
    private static final Duration TO_STOP = Duration.ofSeconds(10);

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    /** A thread that is in a call. */
    private static final class Caller extends Thread {
        Caller(FutureTask<Void> task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final String name;
    private @Nullable FutureTask<Void> latest;

    /**
     * @param name the bundle, for the names of threads
     */
    ActivatorCalls(String name) {
        this.name = name;
    }

    /** What starts or stops the bundle. */
    @FunctionalInterface
    interface Call {
        void run() throws IOException, BundleException;
    }

    /** Whether the thread that asks is in such a call, which others may wait for. */
    static boolean isMaking() {
        return Thread.currentThread() instanceof Caller;
    }

    /**
     * Makes a call that starts the bundle, and waits for it. One that takes too long is interrupted, and left alone if it goes on.
     *
     * @throws BundleException what the call throws; and when it takes too long, or an earlier one still goes on
     */
    void start(Call call) throws IOException, BundleException {
        make(call, TO_START);
    }

    /** The same for one that stops it. */
    void stop(Call call) throws IOException, BundleException {
        make(call, TO_STOP);
    }

    private void make(Call call, Duration deadline) throws IOException, BundleException {
        FutureTask<Void> before = latest;
        if (before != null && !before.isDone()) {
            throw new BundleException(
                    "its activator still goes on; nothing can be done with the bundle until it returns");
        }
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        latest = task;
        Thread thread = new Caller(task, "bundle " + name);
        thread.start();
        try {
            await(task, deadline);
        } catch (TimeoutException e) {
            thread.interrupt();
            awaitEnd(task);
            throw new BundleException("its activator has not returned after " + deadline.toSeconds() + " s", e);
        }
    }

    /** Most give up when they are interrupted, and what was before can go on then. */
    private static void awaitEnd(FutureTask<Void> task) {
        try {
            await(task, AFTER_INTERRUPT);
        } catch (TimeoutException | IOException | BundleException e) {
            LOG.debug("after its interruption an activator ended with {}", e.toString());
        }
    }

    private static void await(FutureTask<Void> task, Duration atMost)
            throws IOException, BundleException, TimeoutException {
        try {
            task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException("interrupted", e);
        } catch (ExecutionException e) {
            rethrow(e.getCause());
        }
    }

    private static void rethrow(@Nullable Throwable cause) throws IOException, BundleException {
        if (cause instanceof IOException failure) {
            throw failure;
        }
        if (cause instanceof BundleException failure) {
            throw failure;
        }
        throw new BundleException(String.valueOf(cause), cause);
    }
}
