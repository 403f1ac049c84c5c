package org.virtuald.bundles.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.virtuald.service.Datagram;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Endpoint;

/**
 * One of the services over UDP.
 *
 * @param name what it is called
 * @param endpoints where it gets datagrams
 * @param answer what it says
 * @param guard to whom it says that; one for all services
 */
record InternalDatagrams(String name, List<Endpoint.Udp> endpoints, Answer answer, Guard guard)
        implements DatagramService {

    @Override
    public void receive(Datagram datagram) throws IOException {
        Optional<ByteBuffer> said = answer.to(datagram.payload());
        if (said.isPresent() && guard.admits(datagram)) {
            datagram.reply(said.get());
        }
    }
}
