package org.virtuald.bundles.console;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.AdministrationException;

/** Asks the host for its state every five seconds, on a thread of its own, and keeps the last hour. For any thread. */
final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("console");
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(History.SECONDS_A_TICK);
    private static final long MOST_PART = 10;
    private static final long SOON_MILLIS = 200;
    private static final long STOP_MILLIS = 2000;

    private final Questions questions;
    private final Hour hour = new Hour();
    private final long firstTick = System.nanoTime();
    private final Thread thread = new Thread(this::run, "console/sampler");
    private @Nullable HostState latest; // guarded by this
    private long asked; // guarded by this
    private long cost; // guarded by this: how long the last answer took, in nanoseconds

    Sampler(Questions questions) {
        this.questions = questions;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(sample() ? untilNextTick() : SOON_MILLIS);
            }
        } catch (InterruptedException e) {
            // the bundle stops
        }
    }

    /** False when the host does not answer: its control socket opens only after bundles have started. */
    private boolean sample() {
        try {
            HostState state = state(Duration.ZERO);
            hour.put((System.nanoTime() - firstTick) / TICK_NANOS, state.services());
            return true;
        } catch (AdministrationException e) {
            LOG.debug("no state: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.warn("internal error: {}", e, e);
            return false;
        }
    }

    private long untilNextTick() {
        return TimeUnit.NANOSECONDS.toMillis(TICK_NANOS - (System.nanoTime() - firstTick) % TICK_NANOS) + 1;
    }

    /**
     * The host's state. With a thousand services it takes a while; so it is asked for a tenth of the time at most.
     *
     * @param age how old it may be; zero has the host asked now
     * @throws AdministrationException when the host does not answer
     */
    synchronized HostState state(Duration age) throws AdministrationException {
        HostState known = latest;
        long began = System.nanoTime();
        if (known == null || age.isZero() || began - asked >= Math.max(age.toNanos(), MOST_PART * cost)) {
            known = HostState.of(questions.ask("status"));
            latest = known;
            asked = System.nanoTime();
            cost = asked - began;
        }
        return known;
    }

    /** The last hour. */
    Hour hour() {
        return hour;
    }

    /** Ends the thread. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
