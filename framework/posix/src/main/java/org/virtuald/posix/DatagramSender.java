package org.virtuald.posix;

import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;

/**
 * Sends replies on sockets of {@link UdpSocket}, sendmsg(2). For any number of sockets and any thread. The sockets stay their
 * owner's.
 */
public final class DatagramSender {
    private final DatagramMemory memory = new DatagramMemory(); // guarded by this

    /**
     * Sends a datagram back the way that another one took, without waiting.
     *
     * @param socket the one that the other came in on
     * @param payload its bytes, all of which are sent; none are allowed too
     * @throws ErrnoException EMSGSIZE when it is too long; EAGAIN when there is no room for it now; EINVAL when the local
     *     address is gone from this machine; what the network has said of another one, such as EHOSTUNREACH
     */
    public synchronized void send(Descriptor socket, ByteBuffer payload, DatagramPath path) throws ErrnoException {
        String subject = path.remote().toString().replaceFirst("^[^/]*/", "");
        if (payload.remaining() > DatagramMemory.LONGEST) {
            throw new ErrnoException("sendmsg", Errno.EMSGSIZE.intValue(), subject);
        }
        memory.prepareSend(payload, path);
        int flags = SocketConstants.MSG_DONTWAIT | SocketConstants.MSG_NOSIGNAL;
        while (ConnectionCalls.sendmsg(socket.number(), memory.header(), flags) < 0) {
            int errno = Libc.errno();
            if (errno != Errno.EINTR.intValue()) {
                throw new ErrnoException("sendmsg", errno, subject);
            }
        }
    }
}
