package org.virtuald.host;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.BundleHost;

/**
 * A start, a stop or the like that runs a bundle's activator: on a thread of its own, because an activator may never return,
 * and the framework locks its bundle for as long. Who makes the call waits no longer than the deadline and a moment.
 */
final class ActivatorCall {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final long MOMENT_MILLIS = 1000;

    /** What is done with the bundle. */
    @FunctionalInterface
    interface Work {
        void run(Bundle bundle) throws BundleException;
    }

    private final Bundle bundle;
    private final String what;
    private final Work work;
    private final Consumer<Bundle> whenBack;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Throwable failure; // guarded by this
    private boolean returned; // guarded by this
    private boolean left; // guarded by this

    /**
     * @param what {@code start} or {@code stop}, for messages
     * @param whenBack run when the activator returns after the deadline, and nobody waits for it any more
     */
    ActivatorCall(Bundle bundle, String what, Work work, Consumer<Bundle> whenBack) {
        this.bundle = bundle;
        this.what = what;
        this.work = work;
        this.whenBack = whenBack;
    }

    /**
     * Makes the call and waits for it.
     *
     * @return whether it has ended; if not, its thread is left behind and the bundle cannot be used any more
     * @throws BundleException what the work has thrown in time
     */
    boolean isMadeInTime() throws BundleException {
        Thread thread = new Thread(null, this::run, "bundle " + bundle.getSymbolicName(), 0, false);
        thread.setDaemon(true);
        thread.start();
        await(BundleHost.DEADLINE_MILLIS);
        thread.interrupt(); // one that has ended does not mind
        await(MOMENT_MILLIS);
        return hasEnded();
    }

    private void await(long millis) {
        try {
            var unused = done.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Throwable thrown = null;
        ClassLoader loader = BundleThreads.loader(bundle);
        if (loader != null) { // inherited by the threads that the activator starts, which tells whose they are
            Thread.currentThread().setContextClassLoader(loader);
        }
        try {
            work.run(bundle);
        } catch (Throwable e) { // whatever it is, it is the bundle's
            thrown = e;
        } finally {
            Thread.currentThread().setContextClassLoader(ActivatorCall.class.getClassLoader());
        }
        if (end(thrown)) {
            whenBack.accept(bundle);
        }
    }

    /** Whether it was left behind. */
    private synchronized boolean end(@Nullable Throwable thrown) {
        failure = thrown;
        returned = true;
        done.countDown();
        return left;
    }

    private synchronized boolean hasEnded() throws BundleException {
        if (!returned) {
            left = true;
            LOG.error("bundle {}: {}", bundle.getSymbolicName(), late());
            return false;
        }
        if (failure instanceof BundleException known) {
            throw known;
        }
        if (failure != null) {
            throw new BundleException("its activator has thrown " + failure, BundleException.ACTIVATOR_ERROR, failure);
        }
        return true;
    }

    /** What to say when the call was not made in time. */
    String late() {
        return "its activator's " + what + " has not returned within " + BundleHost.DEADLINE_MILLIS
                + " ms, nor when it was interrupted; its thread is left behind";
    }
}
