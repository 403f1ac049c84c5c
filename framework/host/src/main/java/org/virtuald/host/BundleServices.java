package org.virtuald.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Service;

/** The services that bundles have registered: opens them, and closes them with their registration. For any thread. */
final class BundleServices {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final EventLoops loops;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final Predicate<String> isTaken;
    private final Predicate<Bundle> isLeft;
    private final HandOver handOver;
    private final BundleListeners sockets;
    private final ServiceTracker<Service, Registered> tracker;
    private final List<Registered> registered = new CopyOnWriteArrayList<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** The services that an administrator has paused; their successors are, too. */
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    /**
     * @param isTaken whether a service of another kind has the name
     * @param isLeft whether what a bundle registers does not count
     */
    BundleServices(
            BundleContext context,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken,
            Predicate<Bundle> isLeft,
            HandOver handOver,
            BundleListeners sockets) {
        this.loops = loops;
        this.filters = filters;
        this.numbers = numbers;
        this.isTaken = isTaken;
        this.isLeft = isLeft;
        this.handOver = handOver;
        this.sockets = sockets;
        this.tracker = new ServiceTracker<>(context, Service.class, new Tracking(context));
    }

    /** Begins with the services that are registered already; ends with the framework. */
    void open() {
        tracker.open();
    }

    /** Opens those that could not be opened so far, if that is possible now. */
    void retry() {
        registered.forEach(Registered::openIfPossible);
    }

    /** Ends the services of a bundle, all at the same time, and waits for that. */
    void end(Bundle bundle) {
        List<Thread> ending = new ArrayList<>();
        for (Registered one : registered) {
            if (bundle.equals(one.bundle)) {
                Thread thread = new Thread(null, one::end, "end of " + one.terms.name(), 0, false);
                thread.setDaemon(true);
                thread.start();
                ending.add(thread);
            }
        }
        try {
            for (Thread thread : ending) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether such a service is open. */
    boolean isRunning(String name) {
        return registered.stream().anyMatch(one -> one.terms.name().equals(name) && one.isOpen());
    }

    /** Leaves new connections of a service in the kernel's queue, or takes them again. */
    void pause(String name, boolean pause) {
        if (pause) {
            paused.add(name);
        } else {
            paused.remove(name);
        }
        onLoop(name, service -> service.pause(pause));
    }

    /** Waits until no connection of a service is left. */
    void awaitIdle(String name) throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        if (onLoop(name, service -> service.whenIdle(idle::countDown))) {
            idle.await();
        }
    }

    private boolean onLoop(String name, Consumer<BundleService> work) {
        return registered.stream().filter(one -> one.terms.name().equals(name)).anyMatch(one -> one.onLoop(work));
    }

    /** The open services and their addresses, by name. */
    Map<String, List<String>> addresses() {
        return registered.stream()
                .filter(one -> !one.listeners().isEmpty())
                .sorted(Comparator.comparing(one -> one.terms.name()))
                .collect(Collectors.toMap(
                        one -> one.terms.name(),
                        one -> one.listeners().stream().map(Listener::address).toList(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** A service and, while that is possible, its sockets. */
    private final class Registered {
        private final Bundle bundle;
        private final BundleServiceTerms terms;
        private final Service service;
        private @Nullable BundleService running; // guarded by this
        private @Nullable EventLoop loop; // guarded by this
        private List<Listener> listeners = List.of(); // guarded by this

        /** Of a predecessor, while another endpoint cannot be opened: clients wait there. */
        private List<Listener> kept = new ArrayList<>(); // guarded by this

        private boolean ended; // guarded by this
        private String told = ""; // guarded by this

        Registered(Bundle bundle, BundleServiceTerms terms, Service service) {
            this.bundle = bundle;
            this.terms = terms;
            this.service = service;
        }

        synchronized boolean isOpen() {
            return running != null && !ended;
        }

        /** Does work on the service's loop, if it is open. */
        synchronized boolean onLoop(Consumer<BundleService> work) {
            BundleService service = running;
            if (service == null || loop == null || ended) {
                return false;
            }
            loop.execute(() -> work.accept(service));
            return true;
        }

        synchronized List<Listener> listeners() {
            return listeners;
        }

        synchronized void openIfPossible() {
            if (running != null || ended) {
                return;
            }
            if (isTaken.test(terms.name()) || !names.add(terms.name())) {
                tell("there is a service of that name already; this one is not opened");
                return;
            }
            try {
                start(openListeners());
                LOG.info(
                        "{} on {}",
                        terms.name(),
                        listeners.stream().map(Listener::address).collect(Collectors.joining(", ")));
                told = "";
            } catch (ErrnoException e) {
                names.remove(terms.name());
                tell(BundleService.reason(e));
            } catch (IOException e) {
                names.remove(terms.name());
                tell(String.valueOf(e.getMessage()));
            }
        }

        private List<Listener> openListeners() throws ErrnoException {
            for (Endpoint endpoint : terms.endpoints()) { // all first: one that cannot be opened ends the next loop
                if (!isKept(endpoint)) {
                    kept.addAll(sockets.claim(endpoint));
                }
            }
            List<Listener> opened = new ArrayList<>();
            try {
                for (Endpoint endpoint : terms.endpoints()) {
                    if (!isKept(endpoint)) {
                        opened.addAll(sockets.open(endpoint));
                    }
                }
            } catch (ErrnoException | RuntimeException e) {
                opened.forEach(sockets::close);
                throw e;
            }
            opened.addAll(kept);
            kept = new ArrayList<>();
            return List.copyOf(opened);
        }

        private boolean isKept(Endpoint endpoint) {
            return kept.stream().anyMatch(one -> one.endpoint().equals(endpoint));
        }

        private void start(List<Listener> opened) throws IOException {
            EventLoop joined = loops.join();
            try {
                running = joined.call(() -> {
                    BundleService made = new BundleService(terms, service, opened, joined, filters, numbers, handOver);
                    made.pause(paused.contains(terms.name()));
                    made.start();
                    return made;
                });
            } catch (IOException e) {
                opened.forEach(sockets::close);
                loops.leave(joined);
                throw e;
            }
            loop = joined;
            listeners = opened;
        }

        private void tell(String reason) {
            if (!reason.equals(told)) {
                told = reason;
                LOG.error("{}: {}", terms.name(), reason);
            }
        }

        void end() {
            BundleService stopping;
            EventLoop left;
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
                stopping = running;
                left = loop;
                listeners = List.of();
                sockets.leave(kept);
                kept = new ArrayList<>();
            }
            if (stopping != null) {
                stopping.stop(sockets::leave); // not under the lock: it waits for threads that may ask for it
                loops.leave(Objects.requireNonNull(left));
                names.remove(terms.name());
            }
        }
    }

    /** Called on the thread that registers a service, or takes it back. */
    private final class Tracking implements ServiceTrackerCustomizer<Service, Registered> {
        private final BundleContext context;

        Tracking(BundleContext context) {
            this.context = context;
        }

        @Override
        public @Nullable Registered addingService(ServiceReference<Service> reference) {
            Bundle bundle = reference.getBundle();
            if (bundle == null || isLeft.test(bundle)) {
                return null;
            }
            Service service = context.getService(reference);
            if (service == null) {
                return null;
            }
            try {
                Registered added = new Registered(
                        bundle, BundleServiceTerms.of(service, reference.getProperty(Service.THREADS)), service);
                registered.add(added);
                added.openIfPossible();
                return added;
            } catch (Throwable e) { // whatever it is, it is the bundle's
                LOG.error("bundle {}: its service cannot be used: {}", Filters.bundleName(reference), e.toString());
                context.ungetService(reference);
                return null;
            }
        }

        @Override
        public void modifiedService(ServiceReference<Service> reference, Registered service) {
            // name and endpoints are asked for once
        }

        @Override
        public void removedService(ServiceReference<Service> reference, Registered service) {
            registered.remove(service);
            service.end();
            context.ungetService(reference);
        }
    }
}
