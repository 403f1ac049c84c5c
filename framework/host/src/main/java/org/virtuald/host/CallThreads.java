package org.virtuald.host;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/** Makes the threads that are inside bundles' code: daemons, few, named after what they serve, gone when there is nothing to do. */
final class CallThreads {
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 3;

    private CallThreads() {}

    /**
     * A pool for one service or filter.
     *
     * @param name the threads are {@code NAME/1}, {@code NAME/2} and so on
     * @param most how many threads there may be
     * @param queue how many calls may wait for one; more are rejected
     */
    static ThreadPoolExecutor pool(String name, int most, int queue) {
        AtomicInteger last = new AtomicInteger();
        ThreadFactory factory = task -> {
            // false: what a bundle has put into an inheritable variable of another thread stays there
            Thread thread = new Thread(null, task, name + "/" + last.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(CallThreads.class.getClassLoader());
            return thread;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Interrupts the threads of a pool and waits a moment for them, unless the caller is one of them. */
    static void end(ThreadPoolExecutor pool, boolean isCaller, Logger log) {
        pool.shutdownNow();
        if (isCaller) {
            return;
        }
        try {
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.error(
                        "{} of its threads go on although the service has ended; they keep its bundle in memory",
                        pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
