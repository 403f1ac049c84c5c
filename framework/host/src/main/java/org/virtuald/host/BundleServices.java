package org.virtuald.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Service;

/**
 * The services of one kind that bundles have registered: opens them, and closes them with their registration. For any thread.
 *
 * @param <S> the interface under which they are registered
 */
final class BundleServices<S> {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final ServiceKind<S> kind;
    private final EventLoops loops;
    private final BundleListeners sockets;
    private final ServiceNames names;
    private final ServiceTracker<S, RegisteredService<S>> tracker;
    private final List<RegisteredService<S>> registered = new CopyOnWriteArrayList<>();

    /**
     * @param isTaken whether a service of a conf file has the name
     */
    BundleServices(
            BundleContext context,
            ServiceKind<S> kind,
            EventLoops loops,
            Predicate<String> isTaken,
            BundleListeners sockets) {
        this.kind = kind;
        this.loops = loops;
        this.sockets = sockets;
        this.names = new ServiceNames(isTaken);
        this.tracker = new ServiceTracker<>(context, kind.type(), new Tracking(context));
    }

    /** Begins with the services that are registered already; ends with the framework. */
    void open() {
        tracker.open();
    }

    /** Opens those that could not be opened so far, if that is possible now. */
    void retry() {
        registered.forEach(RegisteredService::openIfPossible);
    }

    /** Of those that are not open and may be later on, the reasons. */
    List<String> waiting() {
        return registered.stream()
                .map(RegisteredService::waitsFor)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether such a service is open. */
    boolean isRunning(String name) {
        return registered.stream().anyMatch(one -> one.name().equals(name) && one.isOpen());
    }

    /** Leaves what comes for a service in the kernel's queue, or takes it again. */
    void pause(String name, boolean pause) {
        names.pause(name, pause);
        onLoop(name, service -> service.pause(pause));
    }

    /** Waits until a service has nothing to do. */
    void awaitIdle(String name) throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        if (onLoop(name, service -> service.whenIdle(idle::countDown))) {
            idle.await();
        }
    }

    private boolean onLoop(String name, Consumer<ServiceKind.Open> work) {
        return registered.stream().filter(one -> one.name().equals(name)).anyMatch(one -> one.onLoop(work));
    }

    /** How all of them stand. */
    List<BundleServiceState> states() {
        return registered.stream().map(RegisteredService::state).toList();
    }

    /** Closes a connection of a service. */
    void close(String name, long connection) {
        registered.stream().filter(one -> one.name().equals(name)).forEach(one -> one.close(connection));
    }

    /** The open services and their addresses, by name. */
    Map<String, List<String>> addresses() {
        Map<String, List<String>> addresses = new TreeMap<>();
        for (RegisteredService<S> one : registered) {
            List<String> open = one.addresses();
            if (!open.isEmpty()) {
                addresses.put(one.name(), open);
            }
        }
        return addresses;
    }

    /** Called on the thread that registers a service, or takes it back. */
    private final class Tracking implements ServiceTrackerCustomizer<S, RegisteredService<S>> {
        private final BundleContext context;

        Tracking(BundleContext context) {
            this.context = context;
        }

        @Override
        public @Nullable RegisteredService<S> addingService(ServiceReference<S> reference) {
            S service = context.getService(reference);
            if (service == null) {
                return null;
            }
            try {
                // the property is the same for every kind
                BundleServiceTerms terms = kind.terms(service, reference.getProperty(Service.THREADS));
                RegisteredService<S> added = new RegisteredService<>(
                        terms, reference.getBundle().getBundleId(), service, kind, loops, sockets, names);
                registered.add(added);
                added.openIfPossible();
                return added;
            } catch (RuntimeException | LinkageError e) {
                LOG.error("bundle {}: its service cannot be used: {}", Filters.bundleName(reference), e.toString());
                context.ungetService(reference);
                return null;
            }
        }

        @Override
        public void modifiedService(ServiceReference<S> reference, RegisteredService<S> service) {
            // name and endpoints are asked for once
        }

        @Override
        public void removedService(ServiceReference<S> reference, RegisteredService<S> service) {
            registered.remove(service);
            service.end();
            context.ungetService(reference);
        }
    }
}
