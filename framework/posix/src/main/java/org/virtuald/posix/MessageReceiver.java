package org.virtuald.posix;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import jnr.constants.platform.Errno;

/**
 * Receives messages, some with descriptors, from one SOCK_SEQPACKET or SOCK_DGRAM socket (recvmsg(2), unix(7)). Confined to one
 * thread; several receivers may share a socket. The socket stays its owner's.
 */
public final class MessageReceiver {

    /** What a call to receive brought. */
    public sealed interface Received {

        /**
         * A message.
         *
         * @param payload its bytes, valid until the next call, in the machine's byte order
         * @param descriptors what came with it, close-on-exec; the caller owns them
         * @param lostDescriptors whether more were sent than are here: the sender sent more than expected, or this process
         *     has no number left for them (EMFILE), which recvmsg(2) tells by MSG_CTRUNC alone
         */
        record Message(ByteBuffer payload, List<Descriptor> descriptors, boolean lostDescriptors) implements Received {
            /** Closes all descriptors: for whoever does not want the message. */
            public void discard() {
                descriptors.forEach(Descriptor::close);
            }
        }

        /** A message longer than there is room for; its descriptors were closed. */
        record TooLong() implements Received {}

        /** Nothing to read now. */
        record Nothing() implements Received {}

        /** The other end was closed: nothing will come any more. */
        record EndOfFile() implements Received {}
    }

    private static final Received NOTHING = new Received.Nothing();
    private static final Received END_OF_FILE = new Received.EndOfFile();
    private static final Received TOO_LONG = new Received.TooLong();

    private final Descriptor socket;
    private final MessageMemory memory;

    /**
     * @param socket where to receive
     * @param payloadBytes the longest message, in bytes
     * @param descriptors the most descriptors that one message carries
     */
    public MessageReceiver(Descriptor socket, int payloadBytes, int descriptors) {
        this.socket = socket;
        this.memory = new MessageMemory(payloadBytes, descriptors);
    }

    /** Limits how long {@link #receive} waits, whoever else receives from the socket: after that there is nothing. */
    public void waitAtMost(Duration time) throws ErrnoException {
        WaitLimit.set(socket, SocketConstants.SO_RCVTIMEO, time, socket.toString());
    }

    /** The next message, waiting for it; never {@link Received.Nothing} unless there is a limit for the waiting. */
    public Received receive() throws ErrnoException {
        return receive(0);
    }

    /** The next message if there is one now. */
    public Received tryReceive() throws ErrnoException {
        return receive(SocketConstants.MSG_DONTWAIT);
    }

    private Received receive(int flags) throws ErrnoException {
        long length;
        do {
            memory.prepareReceive();
            length =
                    ConnectionCalls.recvmsg(socket.number(), memory.header(), flags | SocketConstants.MSG_CMSG_CLOEXEC);
        } while (length < 0 && Libc.errno() == Errno.EINTR.intValue());
        if (length < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue()) {
                return NOTHING;
            }
            if (errno == Errno.ECONNRESET.intValue()) {
                return END_OF_FILE;
            }
            throw new ErrnoException("recvmsg", errno, socket.toString());
        }
        List<Descriptor> descriptors = List.of(memory.descriptors());
        if (memory.wasTruncated()) {
            descriptors.forEach(Descriptor::close);
            return TOO_LONG;
        }
        if (length == 0) {
            descriptors.forEach(Descriptor::close);
            return END_OF_FILE;
        }
        ByteBuffer payload = memory.payload();
        payload.clear().limit((int) length);
        return new Received.Message(payload, descriptors, memory.lostDescriptors());
    }
}
