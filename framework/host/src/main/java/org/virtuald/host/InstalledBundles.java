package org.virtuald.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.service.BundleHost;

/** The bundles that are not made from conf files, and the services and filters that they bring. */
final class InstalledBundles {
    private final List<BundleServices<?>> kinds;
    private final BundleJars jars;

    /**
     * Lets bundles of a framework take part from now on.
     *
     * @param directories where their jars are
     * @param settings where their properties files are
     * @param trust what jars and properties files must pass
     * @param isTaken whether a service of a conf file has the name
     * @param supervisor may have listeners for their services, and keeps what those open
     * @param privileged opens sockets that the host's own user may not open
     */
    InstalledBundles(
            BundleContext context,
            List<Path> directories,
            Path settings,
            FileTrust trust,
            EventLoops loops,
            Admission admission,
            Predicate<String> isTaken,
            HandOver handOver,
            Supervisor supervisor,
            BundleListeners.Privileged privileged) {
        BundleListeners listeners = new BundleListeners(supervisor, privileged);
        Grace grace = new Grace();
        admission.filters().track(context);
        this.kinds = List.of(
                new BundleServices<>(
                        context, new ConnectionServices(admission, handOver, grace), loops, isTaken, listeners),
                new BundleServices<>(context, new DatagramServices(admission, grace), loops, isTaken, listeners));
        this.jars = new BundleJars(
                context,
                directories,
                settings,
                Path.of(context.getProperty(BundleHost.SETTINGS_DIRECTORY)),
                trust,
                listeners,
                grace);
        kinds.forEach(BundleServices::open);
    }

    /** Brings the bundles in line with the jars. For the reconciler's thread. */
    void reconcile(BundleChanges changes) {
        jars.reconcile(changes);
        kinds.forEach(BundleServices::retry);
    }

    /** Of the services that are not open and may be at the next {@link #reconcile}, the reasons. */
    List<String> waiting() {
        return kinds.stream().flatMap(kind -> kind.waiting().stream()).toList();
    }

    /** Whether a bundle's service of that name is open. */
    boolean isRunning(String service) {
        return kinds.stream().anyMatch(kind -> kind.isRunning(service));
    }

    /** Leaves what comes for a service in the kernel's queue, or takes it again; its successors do the same. */
    void pause(String service, boolean pause) {
        kinds.forEach(kind -> kind.pause(service, pause));
    }

    /** Waits until a service has neither connections nor datagrams in hand. */
    void awaitIdle(String service) throws InterruptedException {
        for (BundleServices<?> kind : kinds) {
            kind.awaitIdle(service);
        }
    }

    /** How all services stand, those that are not open too. */
    List<BundleServiceState> states() {
        return kinds.stream().flatMap(kind -> kind.states().stream()).toList();
    }

    /** Closes a connection of a service. */
    void close(String service, long connection) {
        kinds.forEach(kind -> kind.close(service, connection));
    }

    /** The services that are open, and their addresses, by name; one name may be that of a service of each kind. */
    Map<String, List<String>> addresses() {
        Map<String, List<String>> all = new TreeMap<>();
        for (BundleServices<?> kind : kinds) {
            kind.addresses()
                    .forEach((name, addresses) ->
                            all.computeIfAbsent(name, none -> new ArrayList<>()).addAll(addresses));
        }
        return all;
    }
}
