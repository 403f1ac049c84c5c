package org.virtuald.bundles.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.virtuald.service.Arrival;
import org.virtuald.service.Connection;
import org.virtuald.service.Endpoint;
import org.virtuald.service.HandOverException;

/** A connection whose peer sends a text and takes a number of bytes before it goes away. */
final class TextConnection implements Connection {
    private final ByteBuffer incoming;
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private final int taken;
    private String passedTo = "";

    TextConnection(String text, int taken) {
        this.incoming = StandardCharsets.ISO_8859_1.encode(text);
        this.taken = taken;
    }

    byte[] answer() {
        return outgoing.toByteArray();
    }

    String text() {
        return outgoing.toString(StandardCharsets.ISO_8859_1);
    }

    String passedTo() {
        return passedTo;
    }

    /** What was not read. */
    String left() {
        return StandardCharsets.ISO_8859_1.decode(incoming.duplicate()).toString();
    }

    @Override
    public Arrival arrival() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return new Arrival(1, "test", new Endpoint.Tcp(new Endpoint.Host.Any(), 1), address, address, Duration.ZERO);
    }

    @Override
    public int read(ByteBuffer buffer) {
        if (!incoming.hasRemaining()) {
            return -1;
        }
        int length = Math.min(3, Math.min(buffer.remaining(), incoming.remaining()));
        for (int i = 0; i < length; i++) {
            buffer.put(incoming.get());
        }
        return length;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        int length = buffer.remaining();
        while (buffer.hasRemaining()) {
            if (outgoing.size() == taken) {
                throw new IOException("the peer has gone");
            }
            outgoing.write(buffer.get());
        }
        return length;
    }

    @Override
    public void passTo(String service) throws IOException {
        if (service.equals("down")) {
            throw new HandOverException("it does not run");
        }
        passedTo = service;
    }

    @Override
    public void waitAtMost(Duration time) {}

    @Override
    public void shutdownOutput() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
