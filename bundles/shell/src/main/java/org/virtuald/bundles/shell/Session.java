package org.virtuald.bundles.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.shell.wire.Frame;
import org.virtuald.shell.wire.MalformedFrameException;

/**
 * One client. The server's thread receives, and never waits; a thread of its own runs a line, and waits for a client that does
 * not read. The socket does not block: the interrupt of a thread that writes to one that does closes it.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger("shell");

    private final String user;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final Interpreter interpreter;
    private final Completion completion;
    private final ExecutorService threads;
    private final Consumer<Session> whenClosed;
    private final long opened = System.nanoTime();
    private final ByteBuffer received = ByteBuffer.allocate(Frame.HEADER + Frame.LONGEST);
    private final Map<String, Object> variables = new ConcurrentHashMap<>();
    private final Object sending = new Object();
    private final Object room = new Object();
    private boolean greeted; // the server's thread alone
    private boolean busy; // guarded by this
    private @Nullable Thread worker; // guarded by this
    private boolean full; // guarded by room

    /**
     * @param user who the client is
     * @param key of the socket, interested in reading
     * @param threads to run lines on
     * @param whenClosed told of the end of this session; once or more often
     */
    Session(
            String user,
            SocketChannel socket,
            SelectionKey key,
            Interpreter interpreter,
            Completion completion,
            ExecutorService threads,
            Consumer<Session> whenClosed) {
        this.user = user;
        this.socket = socket;
        this.key = key;
        this.interpreter = interpreter;
        this.completion = completion;
        this.threads = threads;
        this.whenClosed = whenClosed;
    }

    /** Whether the client has said nothing since then, System.nanoTime. */
    boolean isSilentSince(long nanos) {
        return !greeted && opened - nanos < 0;
    }

    /** Takes what has come and makes room known; for the server's thread. */
    void proceed() {
        try {
            if (key.isWritable()) {
                key.interestOps(SelectionKey.OP_READ);
                synchronized (room) {
                    full = false;
                    room.notifyAll();
                }
            }
            if (key.isReadable()) {
                receive();
            }
        } catch (MalformedFrameException e) {
            LOG.warn("{}: {}; closed the session", user, e.getMessage());
            close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: {}", user, e.toString());
            close();
        }
    }

    private void receive() throws IOException {
        if (socket.read(received) < 0) {
            close();
            return;
        }
        received.flip();
        Optional<Frame> frame = Frame.take(received);
        while (frame.isPresent()) {
            handle(frame.get());
            frame = Frame.take(received);
        }
        received.compact();
    }

    private void handle(Frame frame) throws IOException {
        switch (frame.kind()) {
            case HELLO -> greet(frame);
            case RUN -> begin(() -> run(frame.text()));
            case COMPLETE -> begin(() -> complete(frame.text()));
            case INTERRUPT -> interrupt();
            default -> throw new MalformedFrameException("a client does not send " + frame.kind());
        }
    }

    private void greet(Frame frame) throws IOException {
        if (greeted || !frame.text().equals(Frame.VERSION)) {
            throw new MalformedFrameException("this is no hello that " + Frame.VERSION + " understands");
        }
        greeted = true;
        socket.write(frame.bytes()); // the first bytes of a socket always find room
    }

    private void begin(Runnable work) throws MalformedFrameException {
        synchronized (this) {
            if (!greeted || busy) {
                throw new MalformedFrameException(
                        busy ? "a line came before the last had ended" : "no hello came first");
            }
            busy = true;
        }
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            close(); // the bundle stops
        }
    }

    private void run(String line) {
        LOG.info("{}: {}", user, line);
        LineOutput out = new LineOutput(Frame.Kind.OUTPUT, this::send);
        LineOutput err = new LineOutput(Frame.Kind.ERROR, this::send);
        int status = ExitStatus.SOFTWARE;
        if (enter()) {
            try {
                status = interpreter.run(line, variables, out, err);
            } finally {
                out.end();
                err.end();
                leave();
            }
        }
        answer(Frame.of(Frame.Kind.STATUS, String.valueOf(status)));
    }

    private void complete(String line) {
        String words = "";
        if (enter()) {
            try {
                words = String.join("\n", completion.words(line));
            } finally {
                leave();
            }
        }
        Frame answer = Frame.of(Frame.Kind.WORDS, words);
        answer(answer.content().length > Frame.LONGEST ? Frame.of(Frame.Kind.WORDS, "") : answer);
    }

    /** From now on this thread can be interrupted; false when the client has gone already. */
    private synchronized boolean enter() {
        worker = Thread.currentThread();
        return socket.isOpen();
    }

    private synchronized void leave() {
        worker = null;
        busy = false;
        Thread.interrupted(); // it was meant for the line
    }

    private synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    private void answer(Frame frame) {
        try {
            send(frame);
        } catch (IOException e) {
            close(); // the client is gone
        }
    }

    private void send(Frame frame) throws IOException {
        ByteBuffer bytes = frame.bytes();
        boolean interrupted = false;
        synchronized (sending) {
            try {
                socket.write(bytes);
                while (bytes.hasRemaining()) {
                    interrupted |= awaitRoom();
                    socket.write(bytes);
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Waits until the client has read something; answers whether this thread was interrupted. */
    private boolean awaitRoom() throws IOException {
        boolean interrupted = false;
        synchronized (room) {
            full = true;
            try {
                key.interestOpsOr(SelectionKey.OP_WRITE);
            } catch (CancelledKeyException e) {
                throw new ClosedChannelException();
            }
            key.selector().wakeup();
            while (full && socket.isOpen()) {
                try {
                    room.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        return interrupted;
    }

    /** Ends the session, and the line that it runs. Any thread may call it. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", user, e.toString());
        }
        whenClosed.accept(this);
        key.selector().wakeup(); // which lets the descriptor go
        synchronized (room) {
            room.notifyAll();
        }
        interrupt();
    }
}
