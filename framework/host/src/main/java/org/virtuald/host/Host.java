package org.virtuald.host;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.HostConf;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.Account;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;

/**
 * A running host: state directory, launcher, framework, event loops, reconciler, from {@link #start} to {@link #close}.
 * Any thread may ask it to stop or to reload.
 */
public final class Host implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final StopSteps stopSteps;
    private final Services services;
    private final Reconciler reconciler;
    private final ScheduledExecutorService executor;
    private final CompletableFuture<ExitStatus> end = new CompletableFuture<>();
    private volatile boolean stopping;

    private Host(StopSteps stopSteps, Services services, Reconciler reconciler, ScheduledExecutorService executor) {
        this.stopSteps = stopSteps;
        this.services = services;
        this.reconciler = reconciler;
        this.executor = executor;
    }

    /**
     * Starts a host and returns when all services that can be are open. From then on the process is no longer root's.
     *
     * @param directories where everything is
     * @param conf the conf of the host itself
     * @throws HostException when there is no host now; everything that was started has been stopped
     */
    public static Host start(HostDirectories directories, HostConf conf) throws HostException {
        StopSteps stopSteps = new StopSteps();
        try {
            return start(directories, conf, stopSteps);
        } catch (HostException | RuntimeException e) {
            stopSteps.run();
            throw e;
        }
    }

    private static Host start(HostDirectories directories, HostConf conf, StopSteps stopSteps) throws HostException {
        long began = System.nanoTime();
        checkStart(directories);
        StateDirectory state = StateDirectory.lock(directories.state());
        stopSteps.add(state::close);
        Launcher launcher = startLauncher(directories);
        stopSteps.add(launcher::close);
        becomeOrdinary(directories, conf, state);

        EventLoops loops = new EventLoops();
        stopSteps.add(loops::close);
        Services services = new Services(launcher, loops, conf.verbose());
        OsgiFramework framework = startFramework(state, services);
        stopSteps.add(framework::close);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(Host::reconcilerThread);
        stopSteps.add(executor::shutdownNow);
        ConfReader reader = new ConfReader(directories.conf(), ConfFiles.plain());
        Reconciler reconciler = new Reconciler(directories.conf(), reader, framework, services, executor);
        services.whenBroken((name, reason) -> {
            if (!executor.isShutdown()) { // else the host stops, and with it every service
                executor.execute(() -> reconciler.broken(name, reason));
            }
        });

        awaitReady(launcher);
        Host host = new Host(stopSteps, services, reconciler, executor);
        host.watch(launcher);
        Reconciler.Report report = host.reconcile();
        if (report.added().isEmpty()
                && report.waiting().isEmpty()
                && !report.failed().isEmpty()) {
            throw new HostException(ExitStatus.CONFIG, "no service has a conf that can be used");
        }
        LOG.info("ready in {} ms: {}", (System.nanoTime() - began) / 1_000_000, host.summary(report));
        return host;
    }

    private static void checkStart(HostDirectories directories) throws HostException {
        if (CurrentProcess.effectiveUser() != 0) {
            throw new HostException(
                    ExitStatus.NO_PERMISSION,
                    "virtuald must be started as root: it enters roots and takes on users.\n"
                            + "To try it as an ordinary user: unshare --user --map-root-user virtuald run, or virtuald demo");
        }
        if (!Files.isDirectory(directories.conf())) {
            throw new HostException(ExitStatus.CONFIG, directories.conf() + ": no such conf directory");
        }
    }

    private static Thread reconcilerThread(Runnable task) {
        Thread thread = new Thread(task, "reconciler");
        thread.setDaemon(true);
        return thread;
    }

    private static void awaitReady(Launcher launcher) throws HostException {
        try {
            launcher.awaitReady();
        } catch (LauncherException e) {
            throw new HostException(ExitStatus.SOFTWARE, "the launcher did not start: " + e.getMessage());
        }
    }

    private static Launcher startLauncher(HostDirectories directories) throws HostException {
        try {
            return Launcher.start(directories.launcherCommand());
        } catch (ErrnoException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot start the launcher: " + e.getMessage());
        }
    }

    /** From here on nothing runs as root in this process: no bundle is started before. */
    private static void becomeOrdinary(HostDirectories directories, HostConf conf, StateDirectory state)
            throws HostException {
        Optional<Account> account = HostUser.of(conf);
        if (account.isEmpty()) {
            return;
        }
        openClassPath();
        state.giveTo(account.get());
        try {
            CurrentProcess.become(account.get());
        } catch (ErrnoException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot give up root: " + e.getMessage());
        }
        if (!Files.isReadable(directories.conf()) || !Files.isExecutable(directories.conf())) {
            throw new HostException(
                    ExitStatus.CONFIG,
                    "the host's user " + account.get().name() + " cannot read " + directories.conf()
                            + ": make it and the folders above it readable (chmod go+rX), or name another user in virtuald.conf");
        }
    }

    /**
     * Opens every jar of the class path while it surely can be read, because the new user may not reach its folder: the
     * search for a resource opens the class loader's own, and reading from a jar: URL those that the JDK keeps for such.
     */
    private static void openClassPath() throws HostException {
        try {
            for (URL manifest : Collections.list(ClassLoader.getSystemResources("META-INF/MANIFEST.MF"))) {
                manifest.openStream().close();
            }
        } catch (IOException e) {
            throw new HostException(ExitStatus.UNAVAILABLE, "cannot read the distribution: " + FileFailure.reason(e));
        }
    }

    private static OsgiFramework startFramework(StateDirectory state, Services services) throws HostException {
        try {
            return OsgiFramework.start(state.felixCache(), services);
        } catch (BundleException e) {
            throw new HostException(ExitStatus.SOFTWARE, "cannot start the OSGi framework: " + e.getMessage());
        }
    }

    /** The launcher's end is the host's end: without it no connection can be served. */
    private void watch(Launcher launcher) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        Optional<ChildExit> exit = launcher.awaitExit();
                        if (!stopping) {
                            LOG.error(
                                    "the launcher has ended ({}); running programs go on, no new ones can be started",
                                    exit.map(Host::describe).orElse("for reasons unknown"));
                            end.complete(ExitStatus.SOFTWARE);
                        }
                    } catch (ErrnoException e) {
                        LOG.error("cannot watch the launcher: {}", e.getMessage());
                        end.complete(ExitStatus.SOFTWARE);
                    }
                },
                "launcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static String describe(ChildExit exit) {
        return exit.signal() == 0 ? "status " + exit.code() : "signal " + exit.signal();
    }

    private String summary(Reconciler.Report report) {
        List<String> parts = new ArrayList<>();
        for (String name : report.added()) {
            parts.add(name
                    + services.listeners(name).stream()
                            .map(Listener::address)
                            .collect(Collectors.joining(", ", " on ", "")));
        }
        if (!report.waiting().isEmpty()) {
            parts.add("still trying: " + String.join(", ", report.waiting()));
        }
        if (!report.failed().isEmpty()) {
            parts.add("not running: " + String.join(", ", report.failed()));
        }
        return parts.isEmpty() ? "no service is enabled" : String.join("; ", parts);
    }

    /** Brings the services in line with the conf directory, and says in the log what changed. */
    public void reload() {
        try {
            Reconciler.Report report = reconcile();
            LOG.info(
                    "reloaded: {} added, {} changed, {} removed, {} unchanged, {} waiting, {} failed",
                    report.added().size(),
                    report.changed().size(),
                    report.removed().size(),
                    report.unchanged().size(),
                    report.waiting().size(),
                    report.failed().size());
        } catch (HostException e) {
            LOG.error("cannot reload: {}", e.getMessage());
        }
    }

    private Reconciler.Report reconcile() throws HostException {
        try {
            return executor.submit((Callable<Reconciler.Report>) reconciler::reconcile)
                    .get();
        } catch (ExecutionException e) {
            String reason = e.getCause() instanceof IOException failure
                    ? FileFailure.reason(failure)
                    : String.valueOf(e.getCause());
            throw new HostException(ExitStatus.CONFIG, "cannot read the conf directory: " + reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(ExitStatus.SOFTWARE, "interrupted");
        }
    }

    /** Asks the host to stop; {@link #awaitEnd} returns then. */
    public void stop() {
        end.complete(ExitStatus.OK);
    }

    /** Waits until the host is asked to stop, or cannot go on; {@link #close} is still to be called. */
    public ExitStatus awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new AssertionError("never completed with an exception", e);
        }
    }

    /** Stops everything in the reverse order of its start; running programs go on. */
    @Override
    public void close() {
        stopping = true;
        LOG.info("stopping: the listeners close, running programs go on");
        stopSteps.run();
    }
}
