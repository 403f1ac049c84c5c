package org.virtuald.service;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A network service written in Java. A bundle registers it in the OSGi registry under this interface; from then on, until
 * the registration or the bundle ends, the host listens on its endpoints and has it serve every connection.
 *
 * <p>The host has no privileges when it opens the endpoints: ports below 1024 are refused, unless the machine lets every user
 * open them (sysctl {@code net.ipv4.ip_unprivileged_port_start}). An endpoint that cannot be opened for a reason that may pass,
 * such as a port in use, is tried again every few seconds.
 */
@ConsumerType
public interface Service {

    /**
     * The service property, an {@code Integer} from 1 to 1000, that says how many connections are served at the same time;
     * {@value #DEFAULT_THREADS} without it. Further ones wait in the kernel's queue.
     */
    String THREADS = "virtuald.threads";

    /** How many connections are served at the same time if the service does not say. */
    int DEFAULT_THREADS = 32;

    /**
     * What the service is called in logs, in thread names and by filters: letters, digits, {@code .}, {@code _} and
     * {@code -}. No two services of a host, conf files included, have the same name; only a {@link DatagramService} may have it
     * too. Asked once, at the registration.
     */
    String name();

    /** Where it listens: at least one endpoint, none of them {@link Endpoint.Udp}, each once. Asked once, at the registration. */
    List<Endpoint> endpoints();

    /**
     * Serves one connection, from beginning to end. Called on a thread of this service, named after it ({@code echo/1}), for
     * several connections at the same time: the object must be safe for use by several threads. It may block for as long as it
     * likes. The host closes the connection when this returns or throws, whatever happened before.
     *
     * <p>When the service ends, its connections are closed, which ends the reads and writes that wait on them with a
     * {@link java.nio.channels.ClosedChannelException}, and its threads are interrupted. A thread that goes on nevertheless
     * keeps the bundle's classes in memory.
     *
     * @param connection for this call alone; it must not be used after it
     * @throws IOException when the connection broke. A peer that went away is usual and is not logged as an error; everything
     *     else that is thrown is. Ten times of that in a row, and the service is stopped for a second, then for twice as long each
     *     time, a minute at most; its clients wait in the kernel's queue
     */
    void serve(Connection connection) throws IOException;
}
