package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.host.systemd.Notifier;

/** The thread that the reconciler is confined to. Any thread may ask for a reconciliation. */
final class Deployer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private static final Duration LAST_CHANGES = Duration.ofSeconds(2);

    /** How often the machine's addresses are looked at. */
    private static final Duration BETWEEN_ADDRESSES = Duration.ofSeconds(10);

    private final ScheduledExecutorService executor;
    private final Reconciler reconciler;
    private final Standings standings;
    private final ReloadCounts counts = new ReloadCounts();
    private final Services services;
    private final Notifier notifier;
    private volatile @Nullable Thread thread;
    private volatile boolean ready;
    private volatile Consumer<Collection<Path>> follower = files -> {};

    /**
     * @param notifier told of reloads, and of what runs after each change
     */
    Deployer(
            Path confDirectory,
            InstalledBundles installed,
            ServiceBundles bundles,
            Services services,
            AccessUpdates access,
            Notifier notifier) {
        this.services = services;
        this.notifier = notifier;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread reconciling = new Thread(task, "reconciler");
            reconciling.setDaemon(true);
            thread = reconciling;
            return reconciling;
        });
        Retries retries = new Retries(executor);
        standings = new Standings(confDirectory, retries);
        reconciler = new Reconciler(confDirectory, installed, bundles, services, access, retries, standings, counts);
        long seconds = BETWEEN_ADDRESSES.toSeconds();
        var unused = executor.scheduleWithFixedDelay(
                () -> attempt(reconciler::followAddresses), seconds, seconds, TimeUnit.SECONDS);
        services.whenBroken((name, reason) -> soon(() -> reconciler.broken(name, reason)));
    }

    /** What was found about the services of conf files. */
    Standings standings() {
        return standings;
    }

    /** How often that was read and followed. */
    ReloadCounts counts() {
        return counts;
    }

    /** From now on the follower is told which files count, after every look at them. */
    void follow(Consumer<Collection<Path>> newFollower) {
        follower = newFollower;
        soon(this::tellFollower);
    }

    private void tellFollower() {
        follower.accept(reconciler.files());
    }

    /** Brings what runs in line with the conf directory, waits for that, and says in the log what changed. */
    ReloadReport reload() throws HostException {
        long began = System.nanoTime();
        ReloadReport report = reconcileAndNotify();
        Reconciler.tell(report, began);
        return report;
    }

    /**
     * Brings what runs in line with the conf directory, and waits for that.
     *
     * @throws HostException when the conf directory cannot be read, or the host stops; nothing has changed then
     */
    ReloadReport reconcile() throws HostException {
        // a reload from an activator would wait for itself
        if (ActivatorCalls.isMaking() || Thread.currentThread().equals(thread)) {
            throw new HostException(ExitStatus.SOFTWARE, "a bundle that is being started or stopped cannot reload");
        }
        try {
            ReloadReport report = executor.submit((Callable<ReloadReport>) reconciler::reconcile)
                    .get();
            soon(this::tellFollower);
            return report;
        } catch (ExecutionException e) {
            String reason = e.getCause() instanceof IOException failure
                    ? FileFailure.reason(failure)
                    : String.valueOf(e.getCause());
            throw new HostException(ExitStatus.CONFIG, "cannot read the conf directory: " + reason);
        } catch (RejectedExecutionException e) {
            throw new HostException(ExitStatus.SOFTWARE, "the host is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(ExitStatus.SOFTWARE, "interrupted");
        }
    }

    /** The same when somebody has asked for it: the notifier is told when it begins and when it is done. */
    private ReloadReport reconcileAndNotify() throws HostException {
        if (!ready) { // this is still part of the start
            return reconcile();
        }
        notifier.reloading();
        try {
            return reconcile();
        } finally {
            notifier.ready(services.running().summary());
        }
    }

    /** From now on the notifier is told what runs. */
    void announceReady() {
        ready = true;
        notifier.ready(services.running().summary());
    }

    /** Asks the thread for a sign of life. */
    CompletableFuture<Void> ping() {
        return CompletableFuture.runAsync(() -> {}, executor);
    }

    /** Reconciles without waiting; the log tells what was changed. */
    void look() {
        soon(() -> {
            reconciler.reconcileAndTell();
            tellFollower();
        });
    }

    private void soon(Runnable task) {
        if (!executor.isShutdown()) { // else the host stops, and with it every service
            executor.execute(() -> {
                attempt(task);
                if (ready) {
                    notifier.status(services.running().summary());
                }
            });
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
        }
    }

    /** What is being reconciled comes to its end first: nothing is opened anew behind what stops after this. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(LAST_CHANGES.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the last changes are not done after {} s; stopping all the same", LAST_CHANGES.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
