package org.virtuald.host.traffic;

/** The connections of one service. For any thread. */
public final class ServiceTraffic {
    private final String service;
    private final ServiceCounters counters;
    private final Traffic all;

    ServiceTraffic(String service, ServiceCounters counters, Traffic all) {
        this.service = service;
        this.counters = counters;
        this.all = all;
    }

    /** The service's name. */
    public String service() {
        return service;
    }

    /** Counts an event, and passes it on to all listeners. */
    public void tell(ConnectionEvent event) {
        counters.count(event);
        all.tell(event);
    }
}
