package org.virtuald.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.virtuald.service.Service;

/** The services that take connections. */
final class ConnectionServices implements ServiceKind<Service> {
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final HandOver handOver;
    private final Grace grace;

    ConnectionServices(Filters filters, ConnectionNumbers numbers, HandOver handOver, Grace grace) {
        this.filters = filters;
        this.numbers = numbers;
        this.handOver = handOver;
        this.grace = grace;
    }

    @Override
    public Class<Service> type() {
        return Service.class;
    }

    @Override
    public BundleServiceTerms terms(Service service, @Nullable Object threads) {
        return BundleServiceTerms.of(service, threads);
    }

    @Override
    public Open open(BundleServiceTerms terms, Service service, List<Listener> listeners, EventLoop loop) {
        return new BundleService(terms, service, listeners, loop, filters, numbers, handOver, grace);
    }
}
