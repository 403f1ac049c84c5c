package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.virtuald.posix.DatagramPath;
import org.virtuald.posix.DatagramSender;
import org.virtuald.posix.Descriptor;

/** How answers leave on the sockets of a datagram service, until it ends. For any thread. */
final class Replies implements AutoCloseable {
    private final DatagramSender sender = new DatagramSender();
    private boolean closed; // guarded by this

    /** Sends an answer back the way a datagram came, on the socket that it came in on; never waits. */
    synchronized void send(Descriptor socket, ByteBuffer payload, DatagramPath path) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        sender.send(socket, payload, path);
    }

    /** Once this has returned nobody sends any more: the sockets may be another's, or be closed. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
