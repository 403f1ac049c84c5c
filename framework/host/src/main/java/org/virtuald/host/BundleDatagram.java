package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.virtuald.posix.DatagramPath;
import org.virtuald.posix.Descriptor;
import org.virtuald.service.Arrival;
import org.virtuald.service.Datagram;

/** A datagram in the hands of a service in a bundle. */
final class BundleDatagram implements Datagram {
    private final Arrival arrival;
    private final ByteBuffer payload;
    private final DatagramPath path;
    private final Descriptor socket;
    private final Replies replies;

    /**
     * @param payload copied, for it is the receiver's
     * @param socket where it came in
     */
    BundleDatagram(Arrival arrival, ByteBuffer payload, DatagramPath path, Descriptor socket, Replies replies) {
        this.arrival = arrival;
        this.payload = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        this.path = path;
        this.socket = socket;
        this.replies = replies;
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    @Override
    public ByteBuffer payload() {
        return payload.asReadOnlyBuffer();
    }

    @Override
    public void reply(ByteBuffer answer) throws IOException {
        replies.send(socket, answer, path);
    }

    @Override
    public String toString() {
        return arrival.toString();
    }
}
