package org.virtuald.bundles.internal;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.virtuald.service.Connection;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Service;

/**
 * One of the services.
 *
 * @param name what it is called
 * @param endpoints where it listens
 * @param protocol what it does
 */
record InternalService(String name, List<Endpoint> endpoints, Protocol protocol) implements Service {
    /** A peer that neither sends nor takes anything for this long gives its place to another one. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    @Override
    public void serve(Connection connection) throws IOException {
        connection.waitAtMost(IDLE);
        try {
            protocol.serve(connection);
        } catch (SocketTimeoutException e) {
            // the peer has gone to sleep: the host closes the connection
        }
    }
}
