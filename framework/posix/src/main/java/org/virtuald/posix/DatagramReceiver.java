package org.virtuald.posix;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import jnr.constants.platform.Errno;

/**
 * Receives datagrams from sockets of {@link UdpSocket}, recvmsg(2). For any number of sockets, and confined to one thread. The
 * sockets stay their owner's.
 */
public final class DatagramReceiver {

    /** What a call to receive brought. */
    public sealed interface Received {

        /**
         * A datagram.
         *
         * @param payload its bytes, valid until the next call; there may be none
         * @param path the way it took
         * @param lost how many the kernel has dropped at the socket since it was opened because nobody took them, modulo 2 to
         *     the power of 32
         */
        record Datagram(ByteBuffer payload, DatagramPath path, int lost) implements Received {}

        /**
         * A datagram that cannot be answered from the address it was sent to; nothing of it is here.
         *
         * @param reason in a few words
         */
        record Unusable(String reason) implements Received {}

        /** Nothing to read now. */
        record Nothing() implements Received {}

        /**
         * What the network said of something that was sent from this socket before; the socket is as good as ever.
         *
         * @param errno ECONNREFUSED for an ICMP message that the port is closed, for example
         */
        record NetworkError(int errno) implements Received {}
    }

    private static final Received NOTHING = new Received.Nothing();
    private static final Received TRUNCATED = new Received.Unusable("it is longer than a datagram can be");
    private static final Received TO_MANY = new Received.Unusable("it was sent to a broadcast or multicast address");

    /** What icmp(7) and ipv6(7) turn into errors of a socket. */
    private static final Set<Errno> OF_NETWORK = EnumSet.of(
            Errno.ECONNREFUSED,
            Errno.ECONNRESET,
            Errno.EHOSTUNREACH,
            Errno.EHOSTDOWN,
            Errno.ENETUNREACH,
            Errno.ENETDOWN,
            Errno.ENOPROTOOPT,
            Errno.EOPNOTSUPP,
            Errno.EMSGSIZE,
            Errno.EPROTO,
            Errno.EACCES,
            Errno.EPERM);

    private final DatagramMemory memory = new DatagramMemory();

    /**
     * The next datagram if there is one now.
     *
     * @throws ErrnoException ENOMEM or ENOBUFS while the machine lacks memory; else the socket cannot be used
     */
    public Received tryReceive(Descriptor socket) throws ErrnoException {
        int flags = SocketConstants.MSG_DONTWAIT | SocketConstants.MSG_CMSG_CLOEXEC;
        long length;
        do {
            memory.prepareReceive();
            length = ConnectionCalls.recvmsg(socket.number(), memory.header(), flags);
        } while (length < 0 && Libc.errno() == Errno.EINTR.intValue());
        if (length < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue()) {
                return NOTHING;
            }
            if (OF_NETWORK.contains(Errno.valueOf(errno))) {
                return new Received.NetworkError(errno);
            }
            throw new ErrnoException("recvmsg", errno, socket.toString());
        }
        if (memory.wasTruncated()) {
            return TRUNCATED;
        }
        return received((int) length);
    }

    private Received received(int length) throws ErrnoException {
        PacketInformation information = new PacketInformation();
        memory.controls(information);
        return information
                .path(memory.address().decode(), memory.name())
                .<Received>map(path -> new Received.Datagram(memory.payload(length), path, information.lost()))
                .orElse(TO_MANY);
    }
}
