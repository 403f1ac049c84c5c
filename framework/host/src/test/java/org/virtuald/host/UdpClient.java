package org.virtuald.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Somebody who sends datagrams to one address, and sees no others than come from there. */
final class UdpClient implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 30_000;

    /** Long enough for what has been sent already to be here, on the loopback interface. */
    private static final int GRACE_MILLIS = 20;

    private final DatagramSocket socket;

    private UdpClient(DatagramSocket socket) {
        this.socket = socket;
    }

    static UdpClient from(String address, String to, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName(to), port));
        return new UdpClient(socket);
    }

    static UdpClient to(String address, int port) throws IOException {
        return from(address.indexOf(':') < 0 ? "127.0.0.1" : "::1", address, port);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Not an empty text: Java does not send it on a connected socket. */
    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    String receive() throws IOException {
        socket.setSoTimeout(DEADLINE_MILLIS);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    /** Whether an answer is there. */
    boolean hasAnswer() throws IOException {
        socket.setSoTimeout(GRACE_MILLIS);
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Sends a text and answers what comes. */
    String ask(String text) throws IOException {
        send(text);
        return receive();
    }

    @Override
    public void close() {
        socket.close();
    }
}
