package org.virtuald.host;

import jnr.constants.platform.Errno;
import org.virtuald.posix.ErrnoException;

/** What is said about a service of a bundle that cannot be opened. */
final class OpenFailure {
    private static final int PRIVILEGED_PORTS = 1024;

    private OpenFailure() {}

    /** Why a socket cannot be opened, with what to do about it. */
    static String reason(ErrnoException failure) {
        String port = failure.subject().substring(failure.subject().lastIndexOf(':') + 1);
        boolean privileged = port.matches("[0-9]{1,5}") && Integer.parseInt(port) < PRIVILEGED_PORTS;
        return failure.getMessage()
                + (failure.is(Errno.EACCES) && privileged
                        ? "; a bundle's service opens its ports without privileges: list it in bundle-listen of virtuald.conf, take one from 1024 on, or lower"
                                + " net.ipv4.ip_unprivileged_port_start"
                        : "");
    }

    /** Whether the same may succeed later: an address is freed or comes, memory is there again, a port is allowed. */
    static boolean mayPass(ErrnoException failure) {
        return !failure.is(Errno.EAFNOSUPPORT);
    }
}
