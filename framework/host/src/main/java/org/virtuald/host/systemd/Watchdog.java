package org.virtuald.host.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the service is alive, at half of the time after which systemd would take it for dead, {@code
 * WatchdogSec} of systemd.service(5); says nothing while a thread that the service needs does not answer.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final Notifier notifier;
    private final Duration period;
    private final Supplier<List<CompletableFuture<Void>>> pings;
    private final Thread thread;

    private Watchdog(Notifier notifier, Duration period, Supplier<List<CompletableFuture<Void>>> pings) {
        this.notifier = notifier;
        this.period = period;
        this.pings = pings;
        this.thread = new Thread(this::run, "watchdog");
    }

    /** Starts to tell. */
    static Watchdog start(Notifier notifier, Duration period, Supplier<List<CompletableFuture<Void>>> pings) {
        Watchdog watchdog = new Watchdog(notifier, period, pings);
        watchdog.thread.setDaemon(true);
        watchdog.thread.start();
        return watchdog;
    }

    /**
     * How often systemd wants to hear from the process, sd_watchdog_enabled(3); empty when it does not, or means another
     * process.
     */
    static Optional<Duration> period(Map<String, String> environment, int pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String meant = environment.getOrDefault("WATCHDOG_PID", Integer.toString(pid));
        if (micros.isEmpty() || !meant.equals(Integer.toString(pid))) {
            return Optional.empty();
        }
        if (!micros.matches("[0-9]{1,18}") || Long.parseLong(micros) < 2) {
            LOG.warn("WATCHDOG_USEC is \"{}\", not a number of microseconds; systemd is not told of life", micros);
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 500L)));
    }

    private void run() {
        boolean answered = true;
        try {
            while (true) {
                boolean now = answer();
                if (now) {
                    notifier.alive();
                } else if (answered) {
                    LOG.error("the host does not answer its watchdog; systemd will take it for dead");
                }
                answered = now;
                TimeUnit.NANOSECONDS.sleep(period.toNanos());
            }
        } catch (InterruptedException e) {
            // the host stops
        }
    }

    /** Whether all threads answer within half of the period: the next word comes early enough then. */
    private boolean answer() throws InterruptedException {
        try {
            CompletableFuture.allOf(pings.get().toArray(new CompletableFuture<?>[0]))
                    .get(period.toNanos() / 2, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Says nothing any more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
