package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.host.admission.Access;
import org.virtuald.host.admission.HostPrograms;
import org.virtuald.host.admission.Wrappers;
import org.virtuald.host.control.ControlServer;
import org.virtuald.host.metrics.PageServer;
import org.virtuald.host.records.Records;
import org.virtuald.host.systemd.Notifier;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.host.traffic.LiveConnections;
import org.virtuald.host.traffic.RecentFailures;
import org.virtuald.host.traffic.Traffic;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.launcher.TrustedFiles;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Administration;

/**
 * A running host: state directory, launcher, framework, event loops, reconciler, from {@link #start} to {@link #close}.
 * Any thread may ask it to stop or to reload.
 */
public final class Host implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final StopSteps stopSteps;
    private final Services services;
    private final Deployer deployer;
    private final Notifier notifier;
    private final CompletableFuture<ExitStatus> end = new CompletableFuture<>();
    private volatile boolean stopping;

    private Host(StopSteps stopSteps, Services services, Deployer deployer, Notifier notifier) {
        this.stopSteps = stopSteps;
        this.services = services;
        this.deployer = deployer;
        this.notifier = notifier;
    }

    /**
     * Starts a host and returns when all services that can be are open. A process of its own is no longer root's then.
     *
     * @param tenancy whose the process is
     * @param directories where everything is
     * @param conf the conf of the host itself
     * @param supervisor what started this process; the host lets go of it when it ends
     * @param commands for bundles, through {@code Administration}
     * @param beforeAccepting gets the host before it takes the first connection
     * @throws HostException when there is no host now; everything that was started has been stopped
     */
    public static Host start(
            Tenancy tenancy,
            HostDirectories directories,
            HostConf conf,
            Supervisor supervisor,
            AskingCommands commands,
            Consumer<Host> beforeAccepting)
            throws HostException {
        StopSteps stopSteps = new StopSteps();
        stopSteps.add(supervisor::close);
        try {
            return start(tenancy, directories, conf, supervisor, commands, beforeAccepting, stopSteps);
        } catch (HostException | RuntimeException e) {
            stopSteps.run();
            throw e;
        }
    }

    private static Host start(
            Tenancy tenancy,
            HostDirectories directories,
            HostConf conf,
            Supervisor supervisor,
            AskingCommands asking,
            Consumer<Host> beforeAccepting,
            StopSteps stopSteps)
            throws HostException {
        long began = System.nanoTime();
        checkStart(tenancy, directories);
        StateDirectory state = StateDirectory.lock(directories.state());
        stopSteps.add(state::close);
        Launcher launcher = startLauncher(directories);
        stopSteps.add(launcher::close);
        tenancy.settle(conf, directories, state);

        new FirstReading(directories.conf()).begin();

        EventLoops loops = new EventLoops();
        stopSteps.add(loops::close);
        AccessReadings accessReadings = new AccessReadings();
        Access everywhere = access(conf.access(), accessReadings);
        HostNames names = new HostNames();
        stopSteps.add(names::close);
        Wrappers wrappers = new Wrappers();
        Traffic traffic = new Traffic();
        LiveConnections live = new LiveConnections();
        traffic.add(live);
        if (conf.records().isPresent()) {
            Records records = Records.start(conf.records().get());
            stopSteps.add(records::close);
            traffic.add(records);
        }
        RecentFailures failures = new RecentFailures();
        traffic.add(failures);
        Admission admission = new Admission(
                everywhere,
                new HostPrograms(conf.maxPrograms()),
                wrappers,
                names,
                new Filters(),
                new ConnectionNumbers(),
                traffic);
        RootLogs rootLogs = new RootLogs(directories.conf(), launcher, conf.devLog());
        stopSteps.add(rootLogs::close);
        Services services = new Services(launcher, loops, supervisor, admission, rootLogs, conf.verbose());
        stopSteps.add(services::awaitLaunches);
        OsgiFramework framework = startFramework(state, directories, services);
        stopSteps.add(framework::close);
        stopSteps.add(supervisor.store()::leaveToNextHost);
        InstalledBundles installed = new InstalledBundles(
                framework.context(),
                directories.bundles(),
                directories.bundleSettings(),
                TrustedFiles::check,
                loops,
                admission,
                services.running()::has,
                new HandOver(services::open),
                supervisor,
                launcher::bindForBundle);
        ServiceBundles serviceBundles = new ServiceBundles(framework.context());
        Deployer deployer = new Deployer(
                directories.conf(),
                installed,
                serviceBundles,
                services,
                new AccessUpdates(everywhere, accessReadings, new WrapperUpdates(conf.wrappers(), wrappers)),
                supervisor.notifier());
        stopSteps.add(deployer::close);

        HostControl control = new HostControl(deployer, services, installed, asking, directories.state());
        framework.context().registerService(Administration.class, control, null);
        ServiceReports reports = new ServiceReports(
                services, serviceBundles, installed, deployer.standings(), traffic, control::isDraining);
        StatusReport status = new StatusReport(reports, launcher.pid());
        Health health = new Health(() -> signsOfLife(deployer, loops), status::services, launcher.pid());
        HostPages pages = new HostPages(status, traffic, deployer.counts(), health, launcher.pid());
        ControlCommands commands = new ControlCommands(
                control,
                traffic,
                failures,
                status,
                new ConnectionControl(live, services.running(), installed),
                new RootLookUp(launcher, services.running(), deployer.standings()),
                new LogLevels(tenancy.loggers()));

        if (!conf.metrics().isEmpty()) {
            stopSteps.add(PageServer.start(conf.metrics(), pages::answer)::close);
        }
        Host host = new Host(stopSteps, services, deployer, supervisor.notifier());
        beforeAccepting.accept(host);
        awaitReady(launcher);
        host.watch(launcher);
        ReloadReport report = deployer.reconcile();
        if (report.added().isEmpty()
                && report.waiting().isEmpty()
                && !report.refused().isEmpty()) {
            throw new HostException(ExitStatus.CONFIG, "no service has a conf that can be used");
        }
        stopSteps.add(startWatcher(directories, deployer)::close);
        stopSteps.add(startControl(directories, commands)::close);
        supervisor.closeUnclaimed();
        supervisor.watch(() -> signsOfLife(deployer, loops)).ifPresent(watchdog -> stopSteps.add(watchdog::close));
        deployer.announceReady();
        health.started();
        LOG.info(
                "ready in {} ms: {}",
                (System.nanoTime() - began) / 1_000_000,
                host.summary(report, installed.addresses()));
        return host;
    }

    private static Access access(AccessRules rules, AccessReadings readings) throws HostException {
        Reading<AccessList> reading = AccessUpdates.everywhere(rules, readings);
        if (reading instanceof Reading.Accepted<AccessList> accepted) {
            return new Access(rules, accepted.value());
        }
        throw new HostException(
                ExitStatus.CONFIG,
                reading.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    private static List<CompletableFuture<Void>> signsOfLife(Deployer deployer, EventLoops loops) {
        List<CompletableFuture<Void>> pings = loops.pings();
        pings.add(deployer.ping());
        return pings;
    }

    private static ConfWatcher startWatcher(HostDirectories directories, Deployer deployer) throws HostException {
        try {
            ConfWatcher watcher = ConfWatcher.start(directories.conf(), deployer::look);
            deployer.follow(watcher::follow);
            return watcher;
        } catch (IOException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot watch the conf directory: " + FileFailure.reason(e));
        }
    }

    private static ControlServer startControl(HostDirectories directories, ControlCommands commands)
            throws HostException {
        try {
            return ControlServer.start(directories.state(), commands.byName());
        } catch (IOException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot open the control socket: " + FileFailure.reason(e));
        }
    }

    private static void checkStart(Tenancy tenancy, HostDirectories directories) throws HostException {
        if (CurrentProcess.effectiveUser() != 0) {
            throw new HostException(ExitStatus.NO_PERMISSION, tenancy.rootNeeded());
        }
        if (!Files.isDirectory(directories.conf())) {
            throw new HostException(ExitStatus.CONFIG, directories.conf() + ": no such conf directory");
        }
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

    private static OsgiFramework startFramework(StateDirectory state, HostDirectories directories, Services services)
            throws HostException {
        try {
            return OsgiFramework.start(state.felixCache(), directories.conf(), directories.state(), services);
        } catch (BundleException e) {
            throw new HostException(ExitStatus.SOFTWARE, "cannot start the OSGi framework: " + e.getMessage());
        } catch (IOException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot start the OSGi framework: " + FileFailure.reason(e));
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

    private String summary(ReloadReport report, Map<String, List<String>> ofBundles) {
        List<String> parts = new ArrayList<>();
        for (String name : report.added()) {
            parts.add(name
                    + services.running().listeners(name).stream()
                            .map(Listener::address)
                            .collect(Collectors.joining(", ", " on ", "")));
        }
        ofBundles.forEach((name, addresses) -> parts.add(name + " on " + String.join(", ", addresses)));
        if (!report.waiting().isEmpty()) {
            parts.add("still trying: " + String.join(", ", report.waiting()));
        }
        if (!report.refused().isEmpty()) {
            parts.add("not running: " + String.join(", ", report.refused()));
        }
        return parts.isEmpty() ? "no service is enabled" : String.join("; ", parts);
    }

    /**
     * Brings the services in line with the conf directory, and says in the log what changed.
     *
     * @throws HostException when the conf directory cannot be read; nothing has changed then
     */
    public ReloadReport reload() throws HostException {
        return deployer.reload();
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
        notifier.stopping();
        LOG.info("stopping: the listeners close, running programs go on");
        stopSteps.run();
    }
}
