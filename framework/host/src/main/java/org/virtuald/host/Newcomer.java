package org.virtuald.host;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.host.admission.Permit;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.launcher.ProxiedAddresses;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.Endpoint;

/**
 * A connection that was accepted and is not in yet.
 *
 * @param id unique in this host's life
 * @param endpoint where it came in
 * @param socket close-on-exec and blocking; whoever holds the newcomer owns it
 * @param remote who has connected, to the proxy before it if there is one
 * @param proxied the addresses that such a proxy has told
 * @param at when it was accepted, by the machine's clock
 * @param sinceNanos the same, by {@link System#nanoTime}
 * @param permit for its program; whoever holds the newcomer gives it back
 * @param traffic of the service that it has come to
 */
record Newcomer(
        long id,
        Endpoint endpoint,
        Descriptor socket,
        InetSocketAddress remote,
        Optional<ProxiedAddresses> proxied,
        Instant at,
        long sinceNanos,
        Permit permit,
        ServiceTraffic traffic) {

    /** One that was accepted just now. */
    Newcomer(long id, Endpoint endpoint, Descriptor socket, InetSocketAddress remote, ServiceTraffic traffic) {
        this(id, endpoint, socket, remote, Optional.empty(), Instant.now(), System.nanoTime(), Permit.NONE, traffic);
    }

    /** Where it has connected to. */
    InetSocketAddress local(SocketAddresses addresses) throws ErrnoException {
        return proxied.isPresent() ? proxied.get().destination() : addresses.local(socket);
    }

    /** The address that has connected; the clients of Unix sockets have the machine's own. */
    AddressPrefix source() {
        if (endpoint instanceof Endpoint.Unix) {
            return AddressPrefix.of(InetAddress.getLoopbackAddress());
        }
        return AddressPrefix.of(remote.getAddress());
    }

    Newcomer with(ProxiedAddresses told) {
        return new Newcomer(id, endpoint, socket, told.source(), Optional.of(told), at, sinceNanos, permit, traffic);
    }

    Newcomer with(Permit newPermit) {
        return new Newcomer(id, endpoint, socket, remote, proxied, at, sinceNanos, newPermit, traffic);
    }

    /** Whose it is. */
    Contact contact() {
        return new Contact(traffic.service(), id, endpoint, Optional.of(remote), at);
    }

    /** Closes it; nothing was run. */
    void drop() {
        socket.close();
        permit.release();
        traffic.tell(new ConnectionEvent.Dropped(contact(), Instant.now()));
    }
}
