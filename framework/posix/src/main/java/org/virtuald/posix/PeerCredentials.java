package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

/**
 * Who connected to a socket of the Unix family, as the kernel noted it then: SO_PEERCRED of unix(7).
 *
 * @param pid the process, as this process's pid namespace numbers it
 * @param uid its effective user id
 * @param gid its effective group id
 */
public record PeerCredentials(int pid, long uid, long gid) {

    /** Of a connected socket's peer. */
    public static PeerCredentials of(Descriptor socket) throws ErrnoException {
        int[] credentials = new int[3]; // struct ucred
        int[] bytes = {credentials.length * Integer.BYTES};
        int result = LIBC.getsockopt(
                socket.number(), SocketConstants.SOL_SOCKET, SocketConstants.SO_PEERCRED, credentials, bytes);
        if (result < 0) {
            throw ErrnoException.last("getsockopt", socket.toString());
        }
        return new PeerCredentials(
                credentials[0], Integer.toUnsignedLong(credentials[1]), Integer.toUnsignedLong(credentials[2]));
    }

    /** In words for a log. */
    @Override
    public String toString() {
        return "pid " + pid + " of uid " + uid;
    }
}
