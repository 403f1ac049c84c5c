package org.virtuald.host;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The second that connections and datagrams have to be done with when their services stop. Services that stop one right after the
 * other, as those of one bundle do, share it: a bundle with many does not take many seconds to stop. For any thread.
 */
final class Grace {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RIGHT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private long until; // guarded by this
    private long latest; // guarded by this

    Grace() {
        renew();
    }

    /** What stops from now on has a second of its own. */
    synchronized void renew() {
        until = System.nanoTime();
        latest = until - 2 * RIGHT_AFTER_NANOS;
    }

    /** Waits until the service has nothing to do, or the time is over. */
    void await(CountDownLatch idle) {
        try {
            var unused = idle.await(remaining(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long remaining() {
        long now = System.nanoTime();
        if (now - latest > RIGHT_AFTER_NANOS && now - until >= 0) {
            until = now + NANOS;
        }
        return Math.max(0, until - now);
    }

    /** The service has stopped. */
    synchronized void over() {
        latest = System.nanoTime();
    }
}
