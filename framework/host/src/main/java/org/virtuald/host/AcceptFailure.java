package org.virtuald.host;

import java.util.EnumSet;
import java.util.Set;
import jnr.constants.platform.Errno;
import org.virtuald.posix.ErrnoException;

/** What a failed accept4(2) means for its listener. */
enum AcceptFailure {
    /** The connection was gone before it was taken; the next one may be fine. */
    CONNECTION,
    /** The process or the machine has no descriptor or memory left; it may have later. */
    EXHAUSTION,
    /** The listener itself is broken. */
    LISTENER;

    /** The errors that accept(2) lists as the network's, and those that a firewall causes. */
    private static final Set<Errno> OF_CONNECTIONS = EnumSet.of(
            Errno.ECONNABORTED,
            Errno.ENOTCONN,
            Errno.EPROTO,
            Errno.ENETDOWN,
            Errno.ENOPROTOOPT,
            Errno.EHOSTDOWN,
            Errno.EHOSTUNREACH,
            Errno.EOPNOTSUPP,
            Errno.ENETUNREACH,
            Errno.ETIMEDOUT,
            Errno.EPERM,
            Errno.EINTR);

    private static final Set<Errno> OF_RESOURCES = EnumSet.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM);

    static AcceptFailure of(ErrnoException failure) {
        Errno errno = Errno.valueOf(failure.number());
        if (OF_CONNECTIONS.contains(errno)) {
            return CONNECTION;
        }
        return OF_RESOURCES.contains(errno) ? EXHAUSTION : LISTENER;
    }
}
