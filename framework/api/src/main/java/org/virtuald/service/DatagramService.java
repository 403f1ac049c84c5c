package org.virtuald.service;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A network service over UDP. A bundle registers it in the OSGi registry under this interface; from then on, until the
 * registration or the bundle ends, the host receives on its endpoints and has it answer every datagram.
 *
 * <p>The sender of a datagram can write any address into it. Whoever answers with more than was asked, or answers everybody,
 * can be used against others: keep answers short, and do not answer what may itself be an answer (RFC 2827 and the two services
 * of RFC 862 and 864 tell why). Datagrams to broadcast and multicast addresses never come here.
 *
 * <p>The host has no privileges when it opens the endpoints, see {@link Service}. While a bundle is being replaced its sockets
 * are closed for some milliseconds, and datagrams are lost.
 *
 * @since 1.1
 */
@ConsumerType
public interface DatagramService {

    /**
     * The service property, an {@code Integer} from 1 to 1000, that says how many datagrams are worked on at the same time;
     * {@value #DEFAULT_THREADS} without it. With 1 they come in the order of their arrival.
     */
    String THREADS = Service.THREADS;

    /** How many datagrams are worked on at the same time if the service does not say. */
    int DEFAULT_THREADS = 4;

    /**
     * How many datagrams wait for a thread. When there are more, the host takes no further ones: the kernel queues some 200 KB
     * of them for each socket (sysctl {@code net.core.rmem_default}) and drops the others. How many were dropped is in the log.
     */
    int MOST_WAITING = 128;

    /**
     * What the service is called in logs and by filters: letters, digits, {@code .}, {@code _} and {@code -}. A
     * {@link Service} may have the same name, and is the same to filters then; no service of a conf file may, and no other
     * service of this kind. Asked once, at the registration.
     */
    String name();

    /** Where it receives: at least one endpoint, each once. Asked once, at the registration. */
    List<Endpoint.Udp> endpoints();

    /**
     * Takes one datagram. Called on a thread of this service, named after it ({@code echo/udp/1}), for several datagrams at the
     * same time: the object must be safe for use by several threads. A call that lasts keeps a thread from the others.
     *
     * <p>When the service ends its threads are interrupted. A thread that goes on nevertheless keeps the bundle's classes in
     * memory.
     *
     * @throws IOException when a reply cannot be sent, which is usual in networks and not logged as an error; everything else
     *     that is thrown is
     */
    void receive(Datagram datagram) throws IOException;
}
