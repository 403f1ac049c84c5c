package org.virtuald.host;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.ErrnoException;

/**
 * Makes the bundles that run be those that the conf directory describes. What is wrong with a conf changes nothing; what
 * fails for a reason that may pass is tried again, with ever longer pauses. Confined to its executor's thread.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /**
     * A file that was written later than this ago may not be complete; unless someone asks for a reload it is left for the
     * next time. Less than the watcher waits after the last write.
     */
    private static final Duration SETTLING = Duration.ofMillis(90);

    /** Under which those of them that cannot be opened are tried again; no conf file can be called so. */
    private static final String OF_BUNDLES = "services of bundles";

    private final Path confDirectory;
    private final FileReadings readings;
    private final InstalledBundles installed;
    private final ServiceBundles bundles;
    private final Services services;
    private final Retries retries;
    private final AccessUpdates access;
    private final Map<String, Deployed> deployed = new HashMap<>();

    /** The roots tables outside the confs themselves. */
    private final Set<Path> tables = new HashSet<>();

    private final FileProblems problems = new FileProblems();
    private final Standings standings;
    private final ReloadCounts counts;
    private final Preparations preparations;

    Reconciler(
            Path confDirectory,
            InstalledBundles installed,
            ServiceBundles bundles,
            Services services,
            AccessUpdates access,
            Retries retries,
            Standings standings,
            ReloadCounts counts) {
        this.confDirectory = confDirectory;
        this.readings = new FileReadings(confDirectory);
        this.installed = installed;
        this.bundles = bundles;
        this.services = services;
        this.access = access;
        this.retries = retries;
        this.standings = standings;
        this.counts = counts;
        this.preparations = new Preparations(conf -> services.prepare(conf, access.list(conf.name())));
    }

    /**
     * Compares and does what is to be done, with the files as they are now.
     *
     * @throws IOException when the conf directory cannot be read; nothing is changed then
     */
    ReloadReport reconcile() throws IOException {
        return reconcile(Instant.MAX);
    }

    private ReloadReport reconcile(Instant untouchedSince) throws IOException {
        try {
            ReloadReport report = follow(untouchedSince);
            counts.count(report);
            return report;
        } catch (IOException | RuntimeException e) {
            counts.countFailure();
            throw e;
        }
    }

    private ReloadReport follow(Instant untouchedSince) throws IOException {
        ReloadReport report = new ReloadReport();
        forgetUninstalled();
        installed.reconcile(report.bundles()); // first: their filters have a say in the services' connections
        report.failures().addAll(report.bundles().failures());
        retryOfBundles();
        Instant now = Instant.now();
        SortedMap<String, Reading<ServiceConf>> wanted = access.check(read(untouchedSince), deployed, untouchedSince);
        wanted.forEach((name, reading) -> {
            report.problems().addAll(reading.problems());
            problems.tell(
                    name,
                    Stream.concat(reading.problems().stream(), access.problems(name).stream())
                            .toList());
        });
        readings.keepOnly(wanted.keySet());
        problems.keepOnly(wanted.keySet());
        tables.clear();
        wanted.values().forEach(this::noteTable);
        List<Change> changes = Change.between(deployed, wanted, untouchedSince);
        if (deployed.isEmpty()) {
            preparations.begin(changes.stream()
                    .filter(change -> bundles.state(change.service()) == ServiceBundles.State.ABSENT)
                    .flatMap(change -> change instanceof Change.Add add ? Stream.of(add.conf()) : Stream.empty())
                    .toList());
        }
        for (Change change : changes) {
            make(change, now, report);
        }
        access.apply(services, deployed.keySet(), untouchedSince, report);
        services.followRootLogs();
        standings.update(wanted, deployed, access);
        return report;
    }

    private void retryOfBundles() {
        List<String> reasons = installed.waiting();
        if (reasons.isEmpty()) {
            retries.forget(OF_BUNDLES);
        } else {
            retries.failed(OF_BUNDLES, String.join("; ", reasons), this::reconcileAndTell);
        }
    }

    /** What was uninstalled by other hands than these: its conf, if there still is one, gets a bundle again. */
    private void forgetUninstalled() {
        deployed.keySet().removeIf(name -> {
            boolean gone = bundles.state(name) == ServiceBundles.State.ABSENT;
            if (gone) {
                services.forget(name);
                retries.forget(name);
            }
            return gone;
        });
    }

    private SortedMap<String, Reading<ServiceConf>> read(Instant untouchedSince) throws IOException {
        NavigableSet<String> names = new TreeSet<>(ServiceFiles.names(confDirectory));
        deployed.keySet().stream()
                .filter(name -> !names.contains(name) && readings.isTouchedSince(untouchedSince, name))
                .forEach(names::add); // taken away a moment ago: its successor may be on its way
        SortedMap<String, Reading<ServiceConf>> wanted = new TreeMap<>();
        names.forEach(name -> readings.of(name, untouchedSince).ifPresent(reading -> wanted.put(name, reading)));
        return wanted;
    }

    private void noteTable(Reading<ServiceConf> reading) {
        if (reading instanceof Reading.Accepted<ServiceConf> accepted) {
            accepted.value().rootsFile().ifPresent(tables::add);
        }
    }

    /** The files that decide what should run, as of the last time. */
    Set<Path> files() {
        Set<Path> files = readings.files();
        files.addAll(tables);
        files.addAll(access.files());
        return files;
    }

    private void make(Change change, Instant now, ReloadReport report) {
        String name = change.service();
        if (change instanceof Change.Add add) {
            place(add.conf(), new Deployed(add.conf(), add.roots(), now), report.added(), report);
        } else if (change instanceof Change.Replace replace) {
            place(replace.conf(), new Deployed(replace.conf(), replace.roots(), now), report.changed(), report);
        } else if (change instanceof Change.ReadRoots read) {
            readRoots(read, now, report);
        } else if (change instanceof Change.Remove) {
            services.forget(name);
            remove(name);
            report.removed().add(name);
        } else if (change instanceof Change.Refuse) {
            report.refused().add(name);
        } else if (change instanceof Change.Keep) {
            keep(name, report);
        }
    }

    private void keep(String name, ReloadReport report) {
        Deployed kept = requireNonNull(deployed.get(name));
        ServiceBundles.State state = bundles.state(name);
        if (state == ServiceBundles.State.STOPPED) {
            retries.forget(name);
            report.stopped().add(name);
            return;
        }
        if (state == ServiceBundles.State.DOWN) { // started by hand, say, when its address was in use
            place(kept.conf(), kept, report.added(), report);
            return;
        }
        report.problems().addAll(kept.problems());
        if (kept.isTableRefused()) {
            report.refused().add(name);
        } else {
            (retries.isWaiting(name) ? report.waiting() : report.unchanged()).add(name);
        }
    }

    /** Starts a service, or puts its new conf in the place of the old one; all that may fail comes before the old one stops. */
    private void place(ServiceConf conf, Deployed goal, List<String> done, ReloadReport report) {
        String name = conf.name();
        boolean stopped = bundles.state(name) == ServiceBundles.State.STOPPED;
        try {
            if (stopped) {
                services.note(conf, access.list(name));
            } else {
                preparations.complete(conf);
            }
            bundles.place(conf);
            services.abandon(name); // if an administrator has stopped the bundle meanwhile
            deployed.put(name, goal);
            retries.succeeded(name);
            (stopped ? report.stopped() : done).add(name);
        } catch (ServiceStartException e) {
            fail(name, e, report);
        } catch (BundleException e) {
            services.abandon(name);
            fail(name, ServiceBundles.reason(name, e), report);
        }
    }

    private void fail(String name, ServiceStartException failure, ReloadReport report) {
        String message = String.valueOf(failure.getMessage());
        report.failures().add(message);
        if (retries.isNews(name, message)) {
            message.lines().forEach(line -> LOG.error("{}", line));
        }
        if (failure.isPassing()) {
            report.waiting().add(name);
            retries.failed(name, message, this::reconcileAndTell);
        } else {
            report.refused().add(name);
            retries.gaveUp(name, message);
        }
    }

    /** Reconciles, and tells in the log what that changed, if anything. */
    void reconcileAndTell() {
        try {
            long began = System.nanoTime();
            ReloadReport report = reconcile(Instant.now().minus(SETTLING));
            if (report.changedSomething()) {
                tell(report, began);
            }
        } catch (IOException e) {
            LOG.error("cannot read the conf directory: {}", FileFailure.reason(e));
        }
    }

    /** Says in the log what a reload did. */
    static void tell(ReloadReport report, long beganNanos) {
        LOG.info("reloaded: {}; it took {} ms", report.summary(), (System.nanoTime() - beganNanos) / 1_000_000);
    }

    private void readRoots(Change.ReadRoots change, Instant now, ReloadReport report) {
        String name = change.service();
        Deployed before = requireNonNull(deployed.get(name));
        if (bundles.state(name) != ServiceBundles.State.RUNNING) { // its next start reads the table
            deployed.put(name, new Deployed(change.conf(), change.roots(), now));
            keep(name, report);
            return;
        }
        try {
            // after a refusal, too, the table counts as read: the same bad one is not read again and again
            Deployed after = new Deployed(change.conf(), change.roots(), now, services.readRoots(name));
            deployed.put(name, after);
            if (!after.isTableRefused()) {
                services.followAddresses(name);
            }
            boolean same = after.problems().equals(before.problems());
            if (!same) {
                FileProblems.tell(after.problems());
            }
            if (same && after.roots().equals(before.roots())) {
                keep(name, report); // read once more only to be sure
            } else {
                report.problems().addAll(after.problems());
                (after.isTableRefused() ? report.refused() : report.changed()).add(name);
            }
        } catch (LauncherException | ErrnoException e) {
            fail(name, new ServiceStartException(true, name + ": " + e.getMessage()), report);
        }
    }

    /** Has the services that listen at each address of their tables see which the machine has now, and log sockets follow too. */
    void followAddresses() {
        services.followRootLogs();
        for (String name : services.running().names()) {
            try {
                services.followAddresses(name);
            } catch (LauncherException | ErrnoException e) {
                LOG.warn("{}: {}", name, e.getMessage());
            }
        }
    }

    /** A running service cannot go on: its bundle stops, and is started again after a pause. */
    void broken(String name, String reason) {
        LOG.error("{}: {}", name, reason);
        remove(name);
        retries.failed(name, reason, this::reconcileAndTell);
    }

    private void remove(String name) {
        retries.forget(name);
        deployed.remove(name);
        try {
            bundles.remove(name);
        } catch (BundleException e) {
            LOG.error("{}: cannot uninstall: {}", name, e.getMessage());
        }
    }
}
