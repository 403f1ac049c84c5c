package org.virtuald.host;

import java.util.concurrent.atomic.AtomicLong;

/** How often the host was brought in line with its files, however that was asked for, and with what success. For any thread. */
final class ReloadCounts {
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong incomplete = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void count(ReloadReport report) {
        boolean isComplete = report.refused().isEmpty()
                && report.waiting().isEmpty()
                && report.failures().isEmpty();
        (isComplete ? complete : incomplete).incrementAndGet();
    }

    void countFailure() {
        failed.incrementAndGet();
    }

    /** Those after which all is as the files say. */
    long complete() {
        return complete.get();
    }

    /** Those that refused a file, or could not open something. */
    long incomplete() {
        return incomplete.get();
    }

    /** Those that could not read the conf directory. */
    long failed() {
        return failed.get();
    }
}
