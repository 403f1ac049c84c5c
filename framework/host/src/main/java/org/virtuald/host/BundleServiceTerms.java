package org.virtuald.host;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Service;

/**
 * What a bundle says about its service, checked.
 *
 * @param name what it is called
 * @param endpoints where it listens, at least one, each once
 * @param threads how many connections, or datagrams, it serves at the same time
 */
record BundleServiceTerms(String name, List<Endpoint> endpoints, int threads) {
    private static final int MOST_THREADS = 1000;

    /** Refuses what the interface does not allow; the message says what. */
    BundleServiceTerms {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("its name \"" + name + "\" is not of letters, digits, '.', '_' and '-'");
        }
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() || new HashSet<>(endpoints).size() != endpoints.size()) {
            throw new IllegalArgumentException("its endpoints " + endpoints + " are not at least one, each once");
        }
        if (endpoints.stream().anyMatch(endpoint -> endpoint instanceof Endpoint.Unix)) {
            throw new IllegalArgumentException("its endpoints " + endpoints
                    + " are not of the internet; Unix sockets are for" + " services of conf files");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(Service.THREADS + " is " + threads + ", not 1 to " + MOST_THREADS);
        }
    }

    /**
     * Asks the service.
     *
     * @param threads its property for that, if it has one
     */
    static BundleServiceTerms of(Service service, @Nullable Object threads) {
        return ContextClassLoader.of(
                service,
                () -> new BundleServiceTerms(
                        service.name(),
                        forConnections(service.endpoints()),
                        threads instanceof Integer number ? number : Service.DEFAULT_THREADS));
    }

    private static List<Endpoint> forConnections(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint instanceof Endpoint.Udp) {
                throw new IllegalArgumentException(
                        endpoint + " has no connections; a DatagramService is registered for it");
            }
        }
        return endpoints;
    }

    /** The same of a service that receives datagrams. */
    static BundleServiceTerms of(DatagramService service, @Nullable Object threads) {
        return ContextClassLoader.of(
                service,
                () -> new BundleServiceTerms(
                        service.name(),
                        List.copyOf(service.endpoints()),
                        threads instanceof Integer number ? number : DatagramService.DEFAULT_THREADS));
    }
}
