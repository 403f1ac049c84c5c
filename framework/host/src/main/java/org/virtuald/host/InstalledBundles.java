package org.virtuald.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;

/** The bundles that are not made from conf files, and the services and filters that they bring. */
final class InstalledBundles {
    private final BundleServices services;
    private final BundleJars jars;

    /**
     * Lets bundles of a framework take part from now on.
     *
     * @param directories where their jars are
     * @param settings where their properties files are
     * @param isTaken whether a service of a conf file has the name
     */
    InstalledBundles(
            BundleContext context,
            List<Path> directories,
            Path settings,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken,
            HandOver handOver) {
        filters.track(context);
        this.services = new BundleServices(context, loops, filters, numbers, isTaken, handOver);
        this.jars = new BundleJars(context, directories, settings);
        services.open();
    }

    /** Brings the bundles in line with the jars; answers what went wrong. For the reconciler's thread. */
    List<String> reconcile() {
        List<String> failures = jars.reconcile();
        services.retry();
        return failures;
    }

    /** The services that are open, and their addresses, by name. */
    Map<String, List<String>> addresses() {
        return services.addresses();
    }
}
