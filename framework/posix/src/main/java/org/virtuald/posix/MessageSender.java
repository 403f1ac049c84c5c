package org.virtuald.posix;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;

/**
 * Sends messages, some with descriptors, on one SOCK_SEQPACKET or SOCK_DGRAM socket (sendmsg(2), unix(7)). Any thread may send;
 * messages do not interleave. The socket stays its owner's.
 */
public final class MessageSender {
    private final Descriptor socket;
    private final MessageMemory memory;

    /**
     * @param socket where to send
     * @param payloadBytes the longest message, in bytes
     * @param descriptors the most descriptors that one message carries, 1 to 253
     */
    public MessageSender(Descriptor socket, int payloadBytes, int descriptors) {
        this.socket = socket;
        this.memory = new MessageMemory(payloadBytes, descriptors);
    }

    /**
     * Sends one message, waiting for room.
     *
     * @param writer puts the payload, at least one byte, into the buffer it is given
     * @param descriptors sent along as copies; the caller still owns its own
     * @throws ErrnoException EPIPE or ECONNRESET when the other end is gone; EAGAIN when the socket has a limit for the
     *     waiting and that is over
     */
    public void send(Consumer<ByteBuffer> writer, Descriptor... descriptors) throws ErrnoException {
        transmit(writer, 0, descriptors);
    }

    /** The same without waiting: false, and nothing sent, when there is no room now. */
    public boolean trySend(Consumer<ByteBuffer> writer, Descriptor... descriptors) throws ErrnoException {
        return transmit(writer, SocketConstants.MSG_DONTWAIT, descriptors);
    }

    /** Ends both directions of the socket: its peer reads the end of file. */
    public void shutDown() {
        try {
            socket.shutDown();
        } catch (ErrnoException e) {
            // ENOTCONN: it has ended already
        }
    }

    private synchronized boolean transmit(Consumer<ByteBuffer> writer, int flags, Descriptor... descriptors)
            throws ErrnoException {
        ByteBuffer payload = memory.payload().clear();
        writer.accept(payload);
        memory.prepareSend(payload.position(), descriptors);
        while (ConnectionCalls.sendmsg(socket.number(), memory.header(), flags | SocketConstants.MSG_NOSIGNAL) < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue() && flags == SocketConstants.MSG_DONTWAIT) {
                return false;
            }
            if (errno != Errno.EINTR.intValue()) {
                throw new ErrnoException("sendmsg", errno, socket.toString());
            }
        }
        return true;
    }
}
