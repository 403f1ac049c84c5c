package org.virtuald.shell;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.virtuald.shell.wire.Frame;
import org.virtuald.shell.wire.MalformedFrameException;

/** A session with the shell of a running host. For one thread, but {@link #interrupt} is for any. */
public final class ShellClient implements AutoCloseable {
    /** Nobody listens on the socket, or this user cannot reach it. */
    public static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnreachableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final SocketChannel socket;
    private final DataInputStream answers;
    private final Object sending = new Object();

    private ShellClient(SocketChannel socket) {
        this.socket = socket;
        this.answers = new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
    }

    /**
     * Opens a session.
     *
     * @param socket the shell's Unix socket
     * @throws UnreachableException when nobody listens there
     * @throws IOException when this user, or one session more, is refused
     */
    public static ShellClient connect(Path socket) throws IOException {
        ShellClient client = new ShellClient(open(socket));
        try {
            Frame answer = client.greet();
            if (answer.kind() != Frame.Kind.HELLO || !answer.text().equals(Frame.VERSION)) {
                throw new MalformedFrameException("the host speaks " + answer.text() + ", this is " + Frame.VERSION);
            }
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private Frame greet() throws IOException {
        try {
            send(Frame.of(Frame.Kind.HELLO, Frame.VERSION));
        } catch (IOException e) {
            return receive(); // closed already, by a host that refuses this session: it has said why
        }
        return receive();
    }

    private static SocketChannel open(Path socket) throws UnreachableException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UnreachableException(e);
        }
    }

    /** Where the shell of a host listens. */
    public static Path socketIn(Path stateDirectory) {
        return stateDirectory.resolve("shell.sock");
    }

    /**
     * Runs a line and waits for its end.
     *
     * @param out gets what it writes to its stdout, as it comes
     * @param err gets what it writes to its stderr, as it comes
     * @return its exit status
     * @throws IOException when the session has ended, or out or err cannot be written to
     */
    public int run(String line, OutputStream out, OutputStream err) throws IOException {
        send(Frame.of(Frame.Kind.RUN, line));
        while (true) {
            Frame frame = receive();
            switch (frame.kind()) {
                case OUTPUT -> write(frame, out);
                case ERROR -> write(frame, err);
                case STATUS -> {
                    return status(frame);
                }
                default -> throw new MalformedFrameException("unexpected " + frame.kind());
            }
        }
    }

    private static void write(Frame frame, OutputStream to) throws IOException {
        to.write(frame.content());
        to.flush();
    }

    private static int status(Frame frame) throws MalformedFrameException {
        try {
            return Integer.parseInt(frame.text());
        } catch (NumberFormatException e) {
            throw new MalformedFrameException("a status of " + frame.text());
        }
    }

    /** Has the line that runs end; without one this does nothing. */
    public void interrupt() throws IOException {
        send(new Frame(Frame.Kind.INTERRUPT, new byte[0]));
    }

    /**
     * What the last word of a line can be.
     *
     * @param line as far as the cursor
     */
    public List<String> complete(String line) throws IOException {
        send(Frame.of(Frame.Kind.COMPLETE, line));
        Frame answer = receive();
        if (answer.kind() != Frame.Kind.WORDS) {
            throw new MalformedFrameException("unexpected " + answer.kind());
        }
        return answer.text().lines().toList();
    }

    private void send(Frame frame) throws IOException {
        if (frame.content().length > Frame.LONGEST) {
            throw new IOException("a line of more than " + Frame.LONGEST + " bytes");
        }
        ByteBuffer bytes = frame.bytes();
        synchronized (sending) {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }
    }

    private Frame receive() throws IOException {
        try {
            Frame frame = Frame.read(answers);
            if (frame.kind() == Frame.Kind.REFUSED) {
                throw new IOException(frame.text());
            }
            return frame;
        } catch (EOFException e) {
            throw new IOException("the host has ended the session", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
