package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.virtuald.posix.StreamSocket;
import org.virtuald.service.Arrival;
import org.virtuald.service.Connection;

/** A connection in the hands of a service in a bundle. */
final class BundleConnection implements Connection {
    private final Arrival arrival;
    private final StreamSocket socket;
    private final HandOver handOver;

    BundleConnection(Arrival arrival, StreamSocket socket, HandOver handOver) {
        this.arrival = arrival;
        this.socket = socket;
        this.handOver = handOver;
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return socket.read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return socket.write(buffer);
    }

    @Override
    public void waitAtMost(Duration time) throws IOException {
        socket.waitAtMost(time);
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutDownOutput();
    }

    @Override
    public void passTo(String service) throws IOException {
        handOver.pass(arrival, service, socket::detach);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return arrival.toString();
    }
}
