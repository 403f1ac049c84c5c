package org.virtuald.host;

import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;

/**
 * An open socket for one endpoint: it listens for connections, or receives datagrams.
 *
 * @param endpoint as the conf names it
 * @param address where it is bound, with the port that the kernel chose if the endpoint left it open
 * @param socket non-blocking; this record's owner closes it
 */
record Listener(Endpoint endpoint, String address, Descriptor socket) {

    /**
     * Asks the kernel where it is bound.
     *
     * @throws ErrnoException when it cannot be asked; the socket is the caller's then
     */
    static Listener of(Endpoint endpoint, Descriptor socket) throws ErrnoException {
        String address = NumericAddress.text(new SocketAddresses().local(socket));
        return new Listener(endpoint, endpoint instanceof Endpoint.Udp ? "udp:" + address : address, socket);
    }
}
