package org.virtuald.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open connection that a {@link Service} serves. Nothing is buffered in between: every read and write is one on the socket.
 * One thread may read while another writes; any thread may close it, which ends both.
 */
@ProviderType
public interface Connection extends ByteChannel {

    /** Who is connected to what. */
    Arrival arrival();

    /** Its number, unique in the host's life. */
    default long id() {
        return arrival().id();
    }

    /** The service's name. */
    default String service() {
        return arrival().service();
    }

    /** The endpoint it came in on. */
    default Endpoint endpoint() {
        return arrival().endpoint();
    }

    /** The address of this machine that the peer has reached; IPv4 where it is IPv4-mapped. */
    default InetSocketAddress local() {
        return arrival().local();
    }

    /** The peer's address; IPv4 where it is IPv4-mapped. */
    default InetSocketAddress remote() {
        return arrival().remote();
    }

    /**
     * Waits for bytes and takes as many as are there and fit.
     *
     * @return how many; 0 only for a buffer without room; -1 when the peer sends nothing more
     * @throws java.nio.channels.ClosedChannelException when the connection was closed here, also while this waited
     */
    @Override
    int read(ByteBuffer buffer) throws IOException;

    /**
     * Sends all bytes of the buffer, waiting for as long as the peer does not take them.
     *
     * @return how many there were
     * @throws java.nio.channels.ClosedChannelException when the connection was closed here, also while this waited
     */
    @Override
    int write(ByteBuffer buffer) throws IOException;

    /**
     * Limits how long a read or write waits; without this they wait for as long as the peer likes. Holds until it is set again.
     *
     * @param time from a millisecond to a day; a call that waits longer ends with {@link java.net.SocketTimeoutException},
     *     and the connection is still open then
     */
    void waitAtMost(Duration time) throws IOException;

    /** Sends nothing more: the peer reads the end of file, and can still be read from. */
    void shutdownOutput() throws IOException;

    /**
     * Hands the connection to a service of a conf file, as if it had come in there: that service's filters are asked, then its
     * program is launched. The service must name this one in its conf: {@code accept-from = ["NAME"]}. Bytes that were read here
     * are gone; bytes that were not are the program's. Waits for a few seconds while that service has no room. No call on this
     * object may be under way on another thread.
     *
     * <p>After this the connection is closed here. What becomes of it there is told in that service's log only.
     *
     * @param service the name of the service
     * @throws HandOverException when it cannot be handed over; it is still open here then, and its peer can be told
     * @throws IOException when the connection is closed already
     */
    void passTo(String service) throws IOException;

    /** What {@link #read} reads, as a stream. Closing it closes the connection. */
    default InputStream input() {
        return Channels.newInputStream(this);
    }

    /** A stream to {@link #write}, without a buffer. Closing it closes the connection. */
    default OutputStream output() {
        return Channels.newOutputStream(this);
    }

    /** Closes it in both directions; a second call does nothing. */
    @Override
    void close();
}
