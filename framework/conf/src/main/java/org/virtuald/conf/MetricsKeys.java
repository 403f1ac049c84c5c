package org.virtuald.conf;

import java.util.List;
import java.util.Optional;
import org.virtuald.service.Endpoint;

/** The keys of {@code virtuald.conf} about metrics. */
final class MetricsKeys {
    private static final String ONLY = "; expected a loopback address such as 127.0.0.1:9117, or unix:/PATH";

    private static final ValueType<List<Endpoint>> ENDPOINTS = EndpointText::list;

    private static final Key<List<Endpoint>> LISTEN = Key.optional(
            "listen",
            "where metrics and health are served",
            ENDPOINTS.then((value, all) -> {
                Optional<Endpoint> wrong =
                        all.stream().filter(endpoint -> !isLocal(endpoint)).findFirst();
                return wrong.isPresent()
                        ? value.refuse(Quoted.of(wrong.get().toString()) + " is for others too, or no stream" + ONLY)
                        : Optional.of(all);
            }),
            List.of());

    static final Key<List<Endpoint>> METRICS = Key.optional(
            "metrics",
            "metrics and health over HTTP",
            ValueType.section(List.of(LISTEN), section -> section.get(LISTEN)),
            List.of());

    private MetricsKeys() {}

    /** Nobody is asked for a password there, so only this machine may ask. */
    private static boolean isLocal(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return tcp.host() instanceof Endpoint.Host.Address one
                    && one.address().isLoopbackAddress();
        }
        return endpoint instanceof Endpoint.Unix unix
                && !unix.datagrams()
                && unix.address().startsWith("/");
    }
}
