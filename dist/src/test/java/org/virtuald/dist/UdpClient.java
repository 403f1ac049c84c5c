package org.virtuald.dist;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A socket that datagrams are sent from. */
final class UdpClient implements AutoCloseable {
    /** How long nothing must come for it to count as silence; an answer on the loopback interface takes less than a millisecond. */
    private static final int SILENCE_MILLIS = 300;

    private final DatagramSocket socket;

    private UdpClient(DatagramSocket socket) {
        this.socket = socket;
    }

    /** On an address and port; 0 for a free one. */
    static UdpClient on(String address, int port) throws IOException {
        return new UdpClient(new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port)));
    }

    /** On a free port that only privileged processes may open. */
    static UdpClient onLowPort(String address) throws IOException {
        for (int port = 1023; ; port--) {
            try {
                return on(address, port);
            } catch (IOException e) {
                if (port < 512) {
                    throw e;
                }
            }
        }
    }

    void send(String address, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(address), port));
    }

    /** The next datagram that comes. */
    DatagramPacket receive() throws IOException {
        return receive(Math.toIntExact(Await.DEADLINE.toMillis()));
    }

    /** Whatever comes from now on until nothing does. */
    int countUntilSilence() throws IOException {
        for (int count = 0; ; count++) {
            if (hearsNothing()) {
                return count;
            }
        }
    }

    private DatagramPacket receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return packet;
    }

    /** Sends a datagram and answers the text of the one that comes back from there. */
    String exchange(String address, int port, String text) throws IOException {
        send(address, port, text);
        DatagramPacket answer = receive();
        if (!answer.getSocketAddress().equals(new InetSocketAddress(InetAddress.getByName(address), port))) {
            throw new AssertionError("an answer came from " + answer.getSocketAddress());
        }
        return text(answer);
    }

    /** The text of the next datagram. */
    String text() throws IOException {
        return text(receive());
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing comes. */
    boolean hearsNothing() throws IOException {
        try {
            receive(SILENCE_MILLIS);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
