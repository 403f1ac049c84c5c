package org.virtuald.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A datagram that a {@link DatagramService} has received. For any thread. */
@ProviderType
public interface Datagram {

    /** Who has sent it to what. */
    Arrival arrival();

    /** The address of this machine that it was sent to, one of a single machine; IPv4 where it is IPv4-mapped. */
    default InetSocketAddress local() {
        return arrival().local();
    }

    /** The sender's address as the datagram says, which can be forged; IPv4 where it is IPv4-mapped. */
    default InetSocketAddress remote() {
        return arrival().remote();
    }

    /** Its bytes, 0 to 65527, as a new buffer that cannot be written to. */
    ByteBuffer payload();

    /**
     * Sends a datagram to the sender, from exactly the address and port that {@link #local} names. Never waits. May be called
     * any number of times, also after {@link DatagramService#receive} has returned.
     *
     * @param payload its bytes from the position to the limit, at most 65507 for IPv4; a longer one than the path can carry is
     *     sent in fragments
     * @throws java.nio.channels.ClosedChannelException when the service has ended
     * @throws IOException when it cannot be sent: it is too long, there is no way to the sender, or no room for it now. That it
     *     was sent does not mean that it arrives
     */
    void reply(ByteBuffer payload) throws IOException;
}
