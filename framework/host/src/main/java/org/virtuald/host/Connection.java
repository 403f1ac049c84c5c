package org.virtuald.host;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.virtuald.host.admission.Permit;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;

/**
 * A connection that was accepted and has not ended.
 *
 * @param contact whose it is
 * @param remote the peer
 * @param sinceNanos when it was accepted, by {@link System#nanoTime}
 * @param permit for its program, to be given back when that has ended
 * @param started how its program began, once the launcher has told it
 */
record Connection(
        Contact contact,
        InetSocketAddress remote,
        long sinceNanos,
        Permit permit,
        Optional<ConnectionEvent.Started> started) {

    /** A connection that the launcher has not answered for. */
    Connection(Newcomer newcomer) {
        this(newcomer.contact(), newcomer.remote(), newcomer.sinceNanos(), newcomer.permit(), Optional.empty());
    }

    long id() {
        return contact.id();
    }

    Connection with(ConnectionEvent.Started newStarted) {
        return new Connection(contact, remote, sinceNanos, permit, Optional.of(newStarted));
    }
}
