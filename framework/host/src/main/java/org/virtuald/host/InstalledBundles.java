package org.virtuald.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.virtuald.host.systemd.Supervisor;

/** The bundles that are not made from conf files, and the services and filters that they bring. */
final class InstalledBundles implements Presence {
    private final Filters filters;
    private final BundleServices services;
    private final BundleJars jars;

    /** The ids of bundles that could not be stopped. */
    private final Set<Long> left = ConcurrentHashMap.newKeySet();

    /**
     * Lets bundles of a framework take part from now on.
     *
     * @param directories where their jars are
     * @param settings where their properties files are
     * @param isTaken whether a service of a conf file has the name
     * @param supervisor may have listeners for their services, and keeps what those open
     */
    InstalledBundles(
            BundleContext context,
            List<Path> directories,
            Path settings,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken,
            HandOver handOver,
            Supervisor supervisor) {
        BundleListeners listeners = new BundleListeners(supervisor);
        GivenSettings given = new GivenSettings(settings);
        given.offer(context);
        CollisionHook leftOnesDoNotCount = (operation, target, candidates) -> candidates.removeIf(this::isLeft);
        context.registerService(CollisionHook.class, leftOnesDoNotCount, null);
        this.filters = filters;
        filters.track(context, this::isLeft);
        this.services =
                new BundleServices(context, loops, filters, numbers, isTaken, this::isLeft, handOver, listeners);
        this.jars = new BundleJars(
                new JarBundle.Surroundings(context, new BundleRefresh(context), given, this),
                directories,
                settings,
                listeners);
        services.open();
    }

    /** Brings the bundles in line with the jars and their settings. For the reconciler's thread. */
    BundleReport reconcile() {
        BundleReport report = jars.reconcile();
        services.retry();
        return report;
    }

    @Override
    public void endServices(Bundle bundle) {
        services.end(bundle);
    }

    @Override
    public void leave(Bundle bundle) {
        left.add(bundle.getBundleId());
        filters.end(bundle);
        services.end(bundle);
    }

    @Override
    public boolean isLeft(Bundle bundle) {
        return left.contains(bundle.getBundleId());
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
