package org.virtuald.host.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.CurrentProcess;

/**
 * What started this process, as far as its environment tells: systemd, or nobody who wants to hear or to give anything.
 *
 * @param notifier tells it how the service is
 * @param inherited the listening sockets that it has given
 * @param store the listening sockets that it keeps
 * @param watchdogPeriod how often it wants to hear that the service is alive
 */
public record Supervisor(
        Notifier notifier, InheritedSockets inherited, DescriptorStore store, Optional<Duration> watchdogPeriod)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** Takes over what the environment of this process says is there; once in the process's life. */
    public static Supervisor fromEnvironment() {
        return of(System.getenv(), CurrentProcess.pid());
    }

    /** Nobody: what the environment says is for another in this process. */
    public static Supervisor none() {
        return of(Map.of(), CurrentProcess.pid());
    }

    static Supervisor of(Map<String, String> environment, int pid) {
        Notifier notifier = Notifier.of(environment);
        InheritedSockets inherited = InheritedSockets.of(environment, pid);
        List<String> addresses = inherited.unclaimed();
        if (!addresses.isEmpty()) {
            LOG.info("inherited {} listening sockets: {}", addresses.size(), String.join(", ", addresses));
        }
        return new Supervisor(notifier, inherited, new DescriptorStore(notifier), Watchdog.period(environment, pid));
    }

    /** Closes the sockets that no service has claimed. */
    public void closeUnclaimed() {
        inherited.closeUnclaimed(notifier);
    }

    /**
     * Starts to tell that the service is alive, if that is wanted.
     *
     * @param pings asks all threads that the service needs
     */
    public Optional<Watchdog> watch(Supplier<List<CompletableFuture<Void>>> pings) {
        return watchdogPeriod.map(period -> Watchdog.start(notifier, period, pings));
    }

    /** Tells nothing any more. */
    @Override
    public void close() {
        notifier.close();
    }
}
