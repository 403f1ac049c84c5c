package org.virtuald.host;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads that are inside bundles' code: daemons, few, named after what they serve, gone when there is nothing to do. */
final class CallThreads {
    private static final int IDLE_SECONDS = 10;

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
}
