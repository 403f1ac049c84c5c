package org.virtuald.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;

/** The host's end of a launch channel: connections go out, what became of them comes in. Confined to one thread. */
public final class LaunchChannel implements AutoCloseable {

    /** What reading the channel brought. */
    public sealed interface Reading {

        /**
         * Answers, in order.
         *
         * @param answers at least one
         */
        record Answers(List<LaunchAnswer> answers) implements Reading {}

        /** Nothing now. */
        record Nothing() implements Reading {}

        /** The launcher has closed its end: it will answer no more. */
        record Closed() implements Reading {}
    }

    /** The connection, and what becomes the program's standard error. */
    static final int LAUNCH_DESCRIPTORS = 2;

    private static final Reading NOTHING = new Reading.Nothing();

    private final int handle;
    private final Descriptor socket;
    private final MessageSender sender;
    private final MessageReceiver receiver;
    private volatile int rootsLines;

    LaunchChannel(int handle, int rootsLines, Descriptor socket) {
        this.handle = handle;
        this.rootsLines = rootsLines;
        this.socket = socket;
        this.sender = new MessageSender(socket, Wire.REQUEST_BYTES, LAUNCH_DESCRIPTORS);
        this.receiver = new MessageReceiver(socket, Wire.LAUNCH_BYTES, 1);
    }

    /** What the launcher calls the service; any thread may ask. */
    int handle() {
        return handle;
    }

    /** How many lines of the service's roots table can match an address; any thread may ask. */
    public int rootsLines() {
        return rootsLines;
    }

    /** The table was read again. */
    void rootsLines(int newRootsLines) {
        rootsLines = newRootsLines;
    }

    /** The channel's descriptor, to wait on; it stays this object's. */
    public Descriptor descriptor() {
        return socket;
    }

    /**
     * Passes a connection on without waiting.
     *
     * @param connection the caller's number for it
     * @param proxied the addresses that it counts with instead of its own, if a proxy that the conf trusts has told some
     * @param descriptors the connection and, where the conf sends standard error to the log, what becomes that; passed as
     *     copies, the caller closes its own
     * @return false, and nothing passed, when the channel is full now
     * @throws ErrnoException EPIPE when the launcher has closed its end
     */
    public boolean tryLaunch(long connection, Optional<ProxiedAddresses> proxied, Descriptor... descriptors)
            throws ErrnoException {
        LaunchRequest request = new LaunchRequest.Launch(connection, proxied);
        return sender.trySend(into -> LaunchRequest.encode(request, into), descriptors);
    }

    /**
     * Asks for the end of a connection's program and its process group, without waiting.
     *
     * @param connection the caller's number for it
     * @param grace from SIGTERM to SIGKILL, at most a minute; zero for SIGKILL at once
     * @return false when the channel is full now
     * @throws ErrnoException EPIPE when the launcher has closed its end
     */
    public boolean tryTerminate(long connection, Duration grace) throws ErrnoException {
        LaunchRequest request = new LaunchRequest.Terminate(connection, grace);
        return sender.trySend(into -> LaunchRequest.encode(request, into));
    }

    /** Reads without waiting. */
    public Reading tryRead() throws ErrnoException, MalformedMessageException {
        MessageReceiver.Received received = receiver.tryReceive();
        if (received instanceof MessageReceiver.Received.Message message) {
            message.discard();
            return new Reading.Answers(LaunchAnswer.decodeAll(message.payload()));
        }
        if (received instanceof MessageReceiver.Received.Nothing) {
            return NOTHING;
        }
        if (received instanceof MessageReceiver.Received.TooLong) {
            throw new MalformedMessageException("longer than any answer");
        }
        return new Reading.Closed();
    }

    /** Ends the service in the launcher; its running programs go on, and nobody hears of their end. */
    @Override
    public void close() {
        socket.close();
    }
}
