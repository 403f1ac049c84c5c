package org.virtuald.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.launcher.EndpointSockets;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;

/** The datagram services that bundles have registered: opens them, and closes them with their registration. For any thread. */
final class DatagramServices {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final EventLoops loops;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final Predicate<String> isTaken;
    private final ServiceTracker<DatagramService, Registered> tracker;
    private final List<Registered> registered = new CopyOnWriteArrayList<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /**
     * @param isTaken whether a service of a conf file has the name
     */
    DatagramServices(
            BundleContext context,
            EventLoops loops,
            Filters filters,
            ConnectionNumbers numbers,
            Predicate<String> isTaken) {
        this.loops = loops;
        this.filters = filters;
        this.numbers = numbers;
        this.isTaken = isTaken;
        this.tracker = new ServiceTracker<>(context, DatagramService.class, new Tracking(context));
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
        Map<String, List<String>> addresses = new TreeMap<>();
        for (Registered one : registered) {
            List<String> open = one.addresses();
            if (!open.isEmpty()) {
                addresses.put(one.terms.name(), open);
            }
        }
        return addresses;
    }

    private static List<Listener> openSockets(List<Endpoint> endpoints) throws ErrnoException {
        List<Descriptor> opened = new ArrayList<>();
        List<Listener> all = new ArrayList<>();
        SocketAddresses addresses = new SocketAddresses();
        try {
            for (Endpoint endpoint : endpoints) {
                List<Descriptor> sockets = EndpointSockets.open(endpoint, OptionalInt.empty(), false);
                opened.addAll(sockets);
                for (Descriptor socket : sockets) {
                    all.add(new Listener(endpoint, "udp:" + NumericAddress.text(addresses.local(socket)), socket));
                }
            }
            return all;
        } catch (ErrnoException | RuntimeException e) {
            opened.forEach(Descriptor::close);
            throw e;
        }
    }

    /** A service and, while that is possible, its sockets. */
    private final class Registered {
        private final BundleServiceTerms terms;
        private final DatagramService service;
        private @Nullable BundleDatagrams running; // guarded by this
        private @Nullable EventLoop loop; // guarded by this
        private List<String> addresses = List.of(); // guarded by this
        private boolean ended; // guarded by this
        private String told = ""; // guarded by this

        Registered(BundleServiceTerms terms, DatagramService service) {
            this.terms = terms;
            this.service = service;
        }

        synchronized List<String> addresses() {
            return addresses;
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
                start(openSockets(terms.endpoints()));
                LOG.info("{} on {}", terms.name(), String.join(", ", addresses));
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
                    BundleDatagrams made = new BundleDatagrams(terms, service, opened, joined, filters, numbers);
                    made.start();
                    return made;
                });
            } catch (IOException e) {
                opened.forEach(listener -> listener.socket().close());
                loops.leave(joined);
                throw e;
            }
            loop = joined;
            addresses = opened.stream().map(Listener::address).toList();
        }

        private void tell(String reason) {
            if (!reason.equals(told)) {
                told = reason;
                LOG.error("{}: {}", terms.name(), reason);
            }
        }

        void end() {
            BundleDatagrams stopping;
            EventLoop left;
            synchronized (this) {
                ended = true;
                stopping = running;
                left = loop;
                addresses = List.of();
            }
            if (stopping != null) {
                stopping.stop(); // not under the lock: it waits for threads that may ask for it
                loops.leave(Objects.requireNonNull(left));
                names.remove(terms.name());
            }
        }
    }

    /** Called on the thread that registers a service, or takes it back. */
    private final class Tracking implements ServiceTrackerCustomizer<DatagramService, Registered> {
        private final BundleContext context;

        Tracking(BundleContext context) {
            this.context = context;
        }

        @Override
        public @Nullable Registered addingService(ServiceReference<DatagramService> reference) {
            DatagramService service = context.getService(reference);
            if (service == null) {
                return null;
            }
            try {
                Registered added = new Registered(
                        BundleServiceTerms.of(service, reference.getProperty(DatagramService.THREADS)), service);
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
        public void modifiedService(ServiceReference<DatagramService> reference, Registered service) {
            // name and endpoints are asked for once
        }

        @Override
        public void removedService(ServiceReference<DatagramService> reference, Registered service) {
            registered.remove(service);
            service.end();
            context.ungetService(reference);
        }
    }
}
