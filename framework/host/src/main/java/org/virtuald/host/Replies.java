package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.virtuald.posix.DatagramPath;
import org.virtuald.posix.DatagramSender;
import org.virtuald.posix.Descriptor;

/** The sockets of a datagram service, and how answers leave on them. For any thread: none is closed while one sends. */
final class Replies implements AutoCloseable {
    private final List<Listener> listeners;
    private final DatagramSender sender = new DatagramSender();
    private boolean closed; // guarded by this

    /**
     * @param listeners its own from now on
     */
    Replies(List<Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Sends an answer back the way a datagram came, on the socket that it came in on; never waits. */
    synchronized void send(Descriptor socket, ByteBuffer payload, DatagramPath path) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        sender.send(socket, payload, path);
    }

    /** Closes the sockets. */
    @Override
    public synchronized void close() {
        closed = true;
        listeners.forEach(listener -> listener.socket().close());
    }
}
