package org.virtuald.service;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Who is connected to what, or has sent a datagram to what: that is said by the kind of the endpoint.
 *
 * @param id the connection's or datagram's number, unique in the host's life
 * @param service the name of the service it is for
 * @param endpoint the endpoint it came in on; {@link Endpoint.Udp} for a datagram, whose remote address may be forged
 * @param local the address of this machine that the peer has reached; IPv4 where it is IPv4-mapped
 * @param remote the peer's address; IPv4 where it is IPv4-mapped
 * @param held for how long filters have held it so far; zero when they are asked for the first time, and for
 *     datagrams
 */
public record Arrival(
        long id, String service, Endpoint endpoint, InetSocketAddress local, InetSocketAddress remote, Duration held) {

    /** Checks that nothing is missing. */
    public Arrival {
        requireNonNull(service, "service");
        requireNonNull(endpoint, "endpoint");
        requireNonNull(local, "local");
        requireNonNull(remote, "remote");
        requireNonNull(held, "held");
    }
}
