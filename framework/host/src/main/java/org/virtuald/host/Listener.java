package org.virtuald.host;

import org.virtuald.host.systemd.InheritedSocket;
import org.virtuald.posix.BoundSocket;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Endpoint;

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
        String address = BoundSocket.of(socket).map(InheritedSocket::text).orElse("");
        return new Listener(endpoint, address, socket);
    }
}
