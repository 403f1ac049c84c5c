package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.Problem;
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

    private final Path confDirectory;
    private final FileReadings readings;
    private final InstalledBundles installed;
    private final ServiceBundles bundles;
    private final Services services;
    private final Retries retries;
    private final Map<String, Deployed> deployed = new HashMap<>();

    /** What the log has of each service's files, so that the same mistake is told once. */
    private final Map<String, List<Problem>> told = new HashMap<>();

    Reconciler(
            Path confDirectory,
            InstalledBundles installed,
            ServiceBundles bundles,
            Services services,
            Retries retries) {
        this.confDirectory = confDirectory;
        this.readings = new FileReadings(confDirectory);
        this.installed = installed;
        this.bundles = bundles;
        this.services = services;
        this.retries = retries;
    }

    /**
     * Compares and does what is to be done.
     *
     * @throws IOException when the conf directory cannot be read; nothing is changed then
     */
    ReloadReport reconcile() throws IOException {
        ReloadReport report = new ReloadReport();
        report.failures().addAll(installed.reconcile()); // first: their filters have a say in the services' connections
        SortedMap<String, Reading<ServiceConf>> wanted = new TreeMap<>();
        for (String name : ServiceFiles.names(confDirectory)) {
            Reading<ServiceConf> reading = readings.of(name);
            wanted.put(name, reading);
            report.problems().addAll(reading.problems());
            tell(name, reading.problems());
        }
        readings.keepOnly(wanted.keySet());
        told.keySet().retainAll(wanted.keySet());
        for (Change change : Change.between(deployed, wanted)) {
            make(change, report);
        }
        return report;
    }

    private void make(Change change, ReloadReport report) {
        String name = change.service();
        if (change instanceof Change.Add add) {
            place(add.conf(), new Deployed(add.conf(), add.roots()), report.added(), report);
        } else if (change instanceof Change.Replace replace) {
            place(replace.conf(), new Deployed(replace.conf(), replace.roots()), report.changed(), report);
        } else if (change instanceof Change.ReadRoots read) {
            readRoots(read, report);
        } else if (change instanceof Change.Remove) {
            remove(name);
            report.removed().add(name);
        } else if (change instanceof Change.Refuse) {
            report.refused().add(name);
        } else if (change instanceof Change.Keep) {
            (retries.isWaiting(name) ? report.waiting() : report.unchanged()).add(name);
        }
    }

    /** Starts a service, or puts its new conf in the place of the old one; all that may fail comes before the old one stops. */
    private void place(ServiceConf conf, Deployed goal, List<String> done, ReloadReport report) {
        String name = conf.name();
        try {
            services.prepare(conf);
            bundles.place(conf);
            deployed.put(name, goal);
            retries.succeeded(name);
            done.add(name);
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
            ReloadReport report = reconcile();
            if (report.changedSomething()) {
                LOG.info("reloaded: {}", report.summary());
            }
        } catch (IOException e) {
            LOG.error("cannot read the conf directory: {}", FileFailure.reason(e));
        }
    }

    private void readRoots(Change.ReadRoots change, ReloadReport report) {
        String name = change.service();
        try {
            List<Problem> problems = services.readRoots(name);
            report.problems().addAll(problems);
            problems.forEach(Reconciler::tell);
            boolean refused = problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
            (refused ? report.refused() : report.changed()).add(name);
            // also after a refusal: the same bad table is not read again and again
            deployed.put(name, new Deployed(change.conf(), change.roots()));
        } catch (LauncherException | ErrnoException e) {
            fail(name, new ServiceStartException(true, name + ": " + e.getMessage()), report);
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
        services.forget(name);
        deployed.remove(name);
        try {
            bundles.remove(name);
        } catch (BundleException e) {
            LOG.error("{}: cannot uninstall: {}", name, e.getMessage());
        }
    }

    private void tell(String name, List<Problem> problems) {
        if (!problems.equals(told.put(name, problems))) {
            problems.forEach(Reconciler::tell);
        }
    }

    private static void tell(Problem problem) {
        if (problem.severity() == Problem.Severity.ERROR) {
            LOG.error("{}", problem);
        } else {
            LOG.warn("{}", problem);
        }
    }
}
