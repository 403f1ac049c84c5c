package org.virtuald.host.traffic;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.virtuald.service.Endpoint;

/**
 * Somebody who has connected to a service, or the listening socket that a program with {@code wait} was started for.
 *
 * @param service the service's name
 * @param id unique in the host's life, from 1
 * @param endpoint where it came in, as the conf or the bundle names it
 * @param remote the peer, as a PROXY header tells it once that was read; unresolved, with a text in the place of the
 *     address, for the client of a Unix socket; empty for a program that was given the listening socket
 * @param at when it was accepted, by the machine's clock
 */
public record Contact(String service, long id, Endpoint endpoint, Optional<InetSocketAddress> remote, Instant at) {

    /** Checks that nothing is missing. */
    public Contact {
        requireNonNull(service, "service");
        requireNonNull(endpoint, "endpoint");
        requireNonNull(remote, "remote");
        requireNonNull(at, "at");
    }
}
