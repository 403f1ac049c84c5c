package org.virtuald.host;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Service;

/** The services that bundles have registered: opens them, and closes them with their registration. For any thread. */
final class BundleServices {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final EventLoops loops;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final Predicate<String> isTaken;
    private final HandOver handOver;
    private final ServiceTracker<Service, Registered> tracker;
    private final List<Registered> registered = new CopyOnWriteArrayList<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /**
     * @param isTaken whether a service of another kind has the name
     */
    BundleServices(
            BundleContext context,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken,
            HandOver handOver) {
        this.loops = loops;
        this.filters = filters;
        this.numbers = numbers;
        this.isTaken = isTaken;
        this.handOver = handOver;
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
        private final BundleServiceTerms terms;
        private final Service service;
        private @Nullable BundleService running; // guarded by this
        private @Nullable EventLoop loop; // guarded by this
        private List<Listener> listeners = List.of(); // guarded by this
        private boolean ended; // guarded by this
        private String told = ""; // guarded by this

        Registered(BundleServiceTerms terms, Service service) {
            this.terms = terms;
            this.service = service;
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
                start(BundleService.openListeners(terms.endpoints()));
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

        private void start(List<Listener> opened) throws IOException {
            EventLoop joined = loops.join();
            try {
                running = joined.call(() -> {
                    BundleService made = new BundleService(terms, service, opened, joined, filters, numbers, handOver);
                    made.start();
                    return made;
                });
            } catch (IOException e) {
                opened.forEach(listener -> listener.socket().close());
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
                ended = true;
                stopping = running;
                left = loop;
                listeners = List.of();
            }
            if (stopping != null) {
                stopping.stop(); // not under the lock: it waits for threads that may ask for it
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
            Service service = context.getService(reference);
            if (service == null) {
                return null;
            }
            try {
                Registered added =
                        new Registered(BundleServiceTerms.of(service, reference.getProperty(Service.THREADS)), service);
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
