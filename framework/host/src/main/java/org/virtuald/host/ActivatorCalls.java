package org.virtuald.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * The calls into one bundle's activator, one at a time and each with a deadline: an activator that blocks holds up nobody but its
 * own bundle. For one thread.
 */
final class ActivatorCalls {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

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

    /**
     * Makes a call and waits for it. One that takes too long is interrupted, and left alone if it goes on.
     *
     * @throws BundleException what the call throws; and when it takes too long, or an earlier one still goes on
     */
    void make(Call call) throws IOException, BundleException {
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
        Thread thread = new Thread(task, "bundle " + name);
        thread.setDaemon(true);
        thread.start();
        await(task, thread);
    }

    private static void await(FutureTask<Void> task, Thread thread) throws IOException, BundleException {
        try {
            task.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new BundleException("its activator has not returned after " + DEADLINE.toSeconds() + " s", e);
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
