package org.virtuald.host.traffic;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of all services: where their events come together, are counted and passed on. Lives as long as the host. For any
 * thread.
 */
public final class Traffic {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, ServiceCounters> counters = new ConcurrentHashMap<>();

    /** From now on the listener is told of every event. */
    public void add(ConnectionListener listener) {
        listeners.add(listener);
    }

    /** Not any more. */
    public void remove(ConnectionListener listener) {
        listeners.remove(listener);
    }

    /** The counters of a service; those that take its place under the same name have the same. */
    public ServiceCounters counters(String service) {
        return counters.computeIfAbsent(service, none -> new ServiceCounters());
    }

    /** What was counted of every service that there is or was, by name. */
    public Map<String, ServiceCounts> counts() {
        Map<String, ServiceCounts> all = new TreeMap<>();
        counters.forEach((service, some) -> all.put(service, some.counts()));
        return all;
    }

    /** Where one service tells of its connections. */
    public ServiceTraffic of(String service) {
        return new ServiceTraffic(service, counters(service), this);
    }

    void tell(ConnectionEvent event) {
        for (ConnectionListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.error("internal error: {}", e, e); // the connection is served all the same
            }
        }
    }
}
