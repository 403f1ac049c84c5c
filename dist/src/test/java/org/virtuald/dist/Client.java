package org.virtuald.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A connection to a service. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static Client to(String address, int port) throws IOException {
        return from("0.0.0.0", address, port);
    }

    /** Connects from a local address. */
    static Client from(String source, String address, int port) throws IOException {
        int deadline = Math.toIntExact(Await.DEADLINE.toMillis());
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(deadline);
            if (!source.equals("0.0.0.0")) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
            }
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), deadline);
            return new Client(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects from a local address, says nothing, and answers all that comes until the other side closes. */
    static String ask(String source, String address, int port) throws IOException {
        try (Client client = from(source, address, port)) {
            return client.rest();
        }
    }

    /** Connects, says nothing, and answers all that comes until the other side closes. */
    static String ask(String address, int port) throws IOException {
        try (Client client = to(address, port)) {
            return client.rest();
        }
    }

    /** This end's port. */
    int port() {
        return socket.getLocalPort();
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends nothing more; the other side reads the end of file, and can still answer. */
    void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** The next line, or null at the end. */
    String line() throws IOException {
        return in.readLine();
    }

    /** Sends a line and answers the next line that comes. */
    String exchange(String line) throws IOException {
        send(line + "\n");
        return line();
    }

    /** All that comes until the other side closes. */
    String rest() throws IOException {
        return in.lines().map(line -> line + "\n").collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
