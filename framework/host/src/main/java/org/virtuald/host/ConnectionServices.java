package org.virtuald.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.virtuald.service.Service;

/** The services that take connections. */
final class ConnectionServices implements ServiceKind<Service> {
    private final Admission admission;
    private final HandOver handOver;
    private final Grace grace;

    ConnectionServices(Admission admission, HandOver handOver, Grace grace) {
        this.admission = admission;
        this.handOver = handOver;
        this.grace = grace;
    }

    @Override
    public String word() {
        return "bundle";
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
        return new BundleService(terms, service, listeners, loop, admission, handOver, grace);
    }
}
