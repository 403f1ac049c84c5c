package org.virtuald.service;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at connections before anything is run for them. A bundle registers it in the OSGi registry under this interface; the
 * host asks all filters, the one with the highest {@code service.ranking} first, until one does not accept. Filters see the
 * connections of services of both kinds: those that launch a program and those that are written in Java.
 *
 * <p>A connection has been accepted by the kernel when filters are asked; none of its bytes has been read.
 *
 * <p>Filters are asked about every datagram of a {@link DatagramService} too, as if it were a connection; its endpoint is an
 * {@link Endpoint.Udp}. A datagram that they want to hold is dropped. Whoever counts what an address does should leave datagrams
 * out: a datagram can name any address as its sender.
 */
@ConsumerType
public interface ConnectionFilter {

    /**
     * The service property, a {@code String} or a {@code String[]}, with the names of the services that the filter is for. A
     * filter without it is for all.
     */
    String SERVICES = "virtuald.services";

    /**
     * The service property, a {@code Boolean}, that says that nothing may pass without this filter's consent. Without it, a
     * filter that fails {@value #MOST_FAILURES} times in a row is set aside: it is not asked any more until its bundle registers
     * it again, and connections pass without it. With it, connections go on to be refused.
     */
    String REQUIRED = "virtuald.required";

    /** How many failures in a row set a filter aside. */
    int MOST_FAILURES = 5;

    /** How long a filter may take for one connection, in milliseconds. */
    long DEADLINE_MILLIS = 2000;

    /**
     * Says what is to become of a connection. Called on threads of this filter, for several connections at the same time: the
     * object must be safe for use by several threads. No other filter and no service waits for it, only the connection does.
     *
     * <p>A filter that throws, answers null or takes longer than {@value #DEADLINE_MILLIS} ms has failed: that connection is
     * refused, the failure is logged, and a thread that still runs is interrupted.
     *
     * @param arrival the connection
     */
    Verdict examine(Arrival arrival);
}
