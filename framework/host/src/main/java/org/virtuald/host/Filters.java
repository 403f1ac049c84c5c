package org.virtuald.host;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
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
import org.virtuald.service.Arrival;
import org.virtuald.service.ConnectionFilter;
import org.virtuald.service.Verdict;

/** The filters that bundles have registered. Any thread may ask them. */
final class Filters {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /**
     * What the filters together say.
     *
     * @param verdict the first that is not to accept, or to accept
     * @param by the name of the filter that said it; empty when all accept
     */
    record Decision(Verdict verdict, String by) {}

    /** The one with the highest ranking first; a reference's natural order is the other way round. */
    private final Map<ServiceReference<ConnectionFilter>, FilterCalls> inOrder =
            new ConcurrentSkipListMap<>((one, other) -> other.compareTo(one));

    /**
     * Takes part in a framework: filters count from their registration to its end.
     *
     * @param isLeft whether what a bundle registers does not count
     */
    void track(BundleContext context, Predicate<Bundle> isLeft) {
        ServiceTracker<ConnectionFilter, FilterCalls> tracker =
                new ServiceTracker<>(context, ConnectionFilter.class, new Tracking(context, isLeft));
        tracker.open(); // ends with the framework
    }

    /** Asks the filters of a bundle nothing more. */
    void end(Bundle bundle) {
        inOrder.forEach((reference, calls) -> {
            if (bundle.equals(reference.getBundle()) && inOrder.remove(reference, calls)) {
                calls.close();
            }
        });
    }

    /** Whether any filter is to be asked about connections of the service. */
    boolean areThereFor(String service) {
        for (FilterCalls filter : inOrder.values()) {
            if (filter.isFor(service)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Asks the filters, one after the other.
     *
     * @param then told the result, soon, on any thread
     */
    void examine(Arrival arrival, Consumer<Decision> then) {
        List<FilterCalls> asked = inOrder.values().stream()
                .filter(filter -> filter.isFor(arrival.service()))
                .toList();
        askNext(asked.iterator(), arrival, then);
    }

    private static void askNext(Iterator<FilterCalls> left, Arrival arrival, Consumer<Decision> then) {
        if (!left.hasNext()) {
            then.accept(new Decision(Verdict.accept(), ""));
            return;
        }
        FilterCalls filter = left.next();
        filter.ask(arrival, verdict -> {
            if (verdict instanceof Verdict.Accept) {
                askNext(left, arrival, then);
            } else {
                then.accept(new Decision(verdict, filter.name()));
            }
        });
    }

    private static Optional<Set<String>> services(@Nullable Object property) {
        if (property instanceof String one) {
            return Optional.of(Set.of(one));
        }
        if (property instanceof String[] some) {
            return Optional.of(Set.copyOf(Arrays.asList(some)));
        }
        if (property instanceof Collection<?> some) {
            return Optional.of(some.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()));
        }
        return Optional.empty();
    }

    /** Called on the thread that registers a filter, or takes it back. */
    private final class Tracking implements ServiceTrackerCustomizer<ConnectionFilter, FilterCalls> {
        private final BundleContext context;
        private final Predicate<Bundle> isLeft;

        Tracking(BundleContext context, Predicate<Bundle> isLeft) {
            this.context = context;
            this.isLeft = isLeft;
        }

        @Override
        public @Nullable FilterCalls addingService(ServiceReference<ConnectionFilter> reference) {
            Bundle bundle = reference.getBundle();
            if (bundle == null || isLeft.test(bundle)) {
                return null;
            }
            ConnectionFilter filter = context.getService(reference);
            if (filter == null) {
                return null;
            }
            FilterCalls calls = calls(reference, filter);
            inOrder.put(reference, calls);
            LOG.info("filter {} looks at the connections of {}", calls.name(), audience(reference));
            return calls;
        }

        private FilterCalls calls(ServiceReference<ConnectionFilter> reference, ConnectionFilter filter) {
            return new FilterCalls(
                    bundleName(reference),
                    filter,
                    services(reference.getProperty(ConnectionFilter.SERVICES)),
                    Boolean.TRUE.equals(reference.getProperty(ConnectionFilter.REQUIRED)));
        }

        @Override
        public void modifiedService(ServiceReference<ConnectionFilter> reference, FilterCalls calls) {
            ConnectionFilter filter = context.getService(reference);
            inOrder.values().remove(calls); // its place depends on properties
            calls.close();
            Bundle bundle = reference.getBundle();
            if (filter != null && bundle != null && !isLeft.test(bundle)) {
                inOrder.put(reference, calls(reference, filter));
            }
        }

        @Override
        public void removedService(ServiceReference<ConnectionFilter> reference, FilterCalls calls) {
            FilterCalls latest = inOrder.remove(reference);
            calls.close();
            if (latest != null) {
                latest.close();
            }
            context.ungetService(reference);
        }
    }

    private static String audience(ServiceReference<ConnectionFilter> reference) {
        return services(reference.getProperty(ConnectionFilter.SERVICES))
                .map(names -> String.join(", ", names.stream().sorted().toList()))
                .orElse("all services");
    }

    /** The symbolic name of the bundle that registered a service. */
    static String bundleName(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "of a bundle that is gone" : bundle.getSymbolicName();
    }
}
