package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsSource;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;

/**
 * Makes the bundles that run be those that the conf directory describes. What it reads as wrong changes nothing; what
 * cannot start for a passing reason is tried again, with ever longer pauses. Confined to its executor's thread.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /**
     * What a reconciliation did, by service.
     *
     * @param failed not running, or running as before, because of its files
     * @param waiting not running now, tried again by itself
     */
    record Report(
            List<String> added,
            List<String> changed,
            List<String> removed,
            List<String> unchanged,
            List<String> disabled,
            List<String> failed,
            List<String> waiting) {

        Report() {
            this(
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    private final Path confDirectory;
    private final ConfReader conf;
    private final OsgiFramework framework;
    private final Services services;
    private final ScheduledExecutorService executor;

    /** The version of the files that each installed bundle stands for. */
    private final Map<String, String> installed = new HashMap<>();

    private final Map<String, ScheduledFuture<?>> retries = new HashMap<>();

    Reconciler(
            Path confDirectory,
            ConfReader conf,
            OsgiFramework framework,
            Services services,
            ScheduledExecutorService executor) {
        this.confDirectory = confDirectory;
        this.conf = conf;
        this.framework = framework;
        this.services = services;
        this.executor = executor;
    }

    /** Compares and does what is to be done. */
    Report reconcile() throws IOException {
        Report report = new Report();
        List<String> names = ServiceFiles.names(confDirectory);
        Set<String> gone = new HashSet<>(installed.keySet());
        gone.removeAll(names);
        // first, because a file with another name may have taken over an address
        for (String name : gone) {
            remove(name);
            report.removed().add(name);
        }
        for (String name : names) {
            Reading<ServiceConf> reading = conf.service(name);
            if (reading instanceof Reading.Accepted<ServiceConf> accepted) {
                tell(accepted.warnings());
                apply(accepted.value(), report);
            } else {
                tell(reading.problems());
                report.failed().add(name);
            }
        }
        return report;
    }

    private void apply(ServiceConf service, Report report) {
        String name = service.name();
        boolean runs = !services.listeners(name).isEmpty();
        if (!service.enabled()) {
            remove(name);
            report.disabled().add(name);
        } else if (runs && version(service).equals(installed.get(name))) {
            report.unchanged().add(name);
        } else if (!prepare(service, runs)) {
            report.failed().add(name);
        } else {
            remove(name);
            if (install(service)) {
                (runs ? report.changed() : report.added()).add(name);
            } else {
                (retries.containsKey(name) ? report.waiting() : report.failed()).add(name);
            }
        }
    }

    /** The conf's digest, and of a roots table in a file of its own, which the digest does not cover, what tells a change. */
    private static String version(ServiceConf service) {
        if (service.roots() instanceof RootsSource.File roots) {
            try {
                return service.digest() + Files.readAttributes(roots.path(), "unix:ino,size,lastModifiedTime");
            } catch (IOException e) {
                return service.digest(); // the launcher may well be able to read it
            }
        }
        return service.digest();
    }

    /** Has the launcher open the service while the old one still runs: what the launcher refuses changes nothing. */
    private boolean prepare(ServiceConf service, boolean runs) {
        try {
            services.prepare(service);
            return true;
        } catch (ServiceStartException e) {
            tell(e);
            return e.isPassing() && !runs;
        }
    }

    private static void tell(ServiceStartException failure) {
        String.valueOf(failure.getMessage()).lines().forEach(line -> LOG.error("{}", line));
    }

    private boolean install(ServiceConf service) {
        services.accept(service);
        try {
            framework.install(new ServiceBundle(service));
        } catch (BundleException e) {
            LOG.error("{}: the bundle cannot be installed: {}", service.name(), e.getMessage());
            return false;
        }
        installed.put(service.name(), version(service));
        return start(service.name(), FIRST_PAUSE);
    }

    private boolean start(String name, Duration pause) {
        Optional<Bundle> bundle = framework.bundle(ServiceBundle.location(name));
        if (bundle.isEmpty()) {
            return false;
        }
        try {
            bundle.get().start();
            return true;
        } catch (BundleException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ServiceStartException reason) {
                tell(reason);
                if (reason.isPassing()) {
                    LOG.warn("{}: trying again in {} s", name, pause.toSeconds());
                    retry(name, pause);
                }
            } else {
                LOG.error("{}: cannot start: {}", name, e.getMessage(), e);
            }
            return false;
        }
    }

    private void retry(String name, Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        retries.put(
                name,
                executor.schedule(
                        () -> {
                            if (start(name, next)) {
                                LOG.info("{}: started", name);
                            }
                        },
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    /** A running service cannot go on: its bundle stops, and is started again after a pause. */
    void broken(String name, String reason) {
        LOG.error("{}: {}", name, reason);
        framework.bundle(ServiceBundle.location(name)).ifPresent(bundle -> {
            try {
                bundle.stop();
            } catch (BundleException e) {
                LOG.error("{}: cannot stop: {}", name, e.getMessage());
            }
            retry(name, FIRST_PAUSE);
        });
    }

    private void remove(String name) {
        ScheduledFuture<?> retry = retries.remove(name);
        if (retry != null) {
            retry.cancel(false);
        }
        installed.remove(name);
        framework.bundle(ServiceBundle.location(name)).ifPresent(bundle -> {
            try {
                bundle.uninstall();
            } catch (BundleException e) {
                LOG.error("{}: cannot uninstall: {}", name, e.getMessage());
            }
        });
    }

    private static void tell(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() == Problem.Severity.ERROR) {
                LOG.error("{}", problem);
            } else {
                LOG.warn("{}", problem);
            }
        }
    }
}
