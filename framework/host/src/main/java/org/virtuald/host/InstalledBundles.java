package org.virtuald.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.virtuald.host.systemd.Supervisor;

/** The bundles that are not made from conf files, and the services and filters that they bring. */
final class InstalledBundles {
    private final BundleServices services;
    private final BundleJars jars;

    /**
     * Lets bundles of a framework take part from now on.
     *
     * @param directories where their jars are
     * @param settings where their properties files are
     * @param trust what jars and properties files must pass
     * @param isTaken whether a service of a conf file has the name
     * @param supervisor may have listeners for their services, and keeps what those open
     */
    InstalledBundles(
            BundleContext context,
            List<Path> directories,
            Path settings,
            FileTrust trust,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken,
            HandOver handOver,
            Supervisor supervisor) {
        BundleListeners listeners = new BundleListeners(supervisor);
        filters.track(context);
        this.services = new BundleServices(context, loops, filters, numbers, isTaken, handOver, listeners);
        this.jars = new BundleJars(context, directories, settings, trust, listeners);
        services.open();
    }

    /** Brings the bundles in line with the jars; answers what went wrong. For the reconciler's thread. */
    List<String> reconcile() {
        List<String> failures = jars.reconcile();
        services.retry();
        return failures;
    }

    /** Whether a bundle's service of that name is open. */
    boolean isRunning(String service) {
        return services.isRunning(service);
    }

    /** Leaves new connections of a service in the kernel's queue, or takes them again; its successors do the same. */
    void pause(String service, boolean pause) {
        services.pause(service, pause);
    }

    /** Waits until no connection of a service is left. */
    void awaitIdle(String service) throws InterruptedException {
        services.awaitIdle(service);
    }

    /** The services that are open, and their addresses, by name. */
    Map<String, List<String>> addresses() {
        return services.addresses();
    }
}
