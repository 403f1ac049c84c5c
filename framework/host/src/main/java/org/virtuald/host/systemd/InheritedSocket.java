package org.virtuald.host.systemd;

import org.virtuald.posix.BoundSocket;
import org.virtuald.posix.Descriptor;
import org.virtuald.service.NumericAddress;

/**
 * A socket that was open when this process began.
 *
 * @param name what systemd calls it: {@code FileDescriptorName} of systemd.socket(5), or the name under which it was stored
 * @param binding where it is bound
 * @param socket close-on-exec and non-blocking; whoever claims it owns it
 */
public record InheritedSocket(String name, BoundSocket binding, Descriptor socket) {

    /** Where it is bound, as a conf file would write it. */
    public String address() {
        return text(binding);
    }

    /** Where a socket is bound, as a conf file would write it. */
    public static String text(BoundSocket bound) {
        String address = NumericAddress.text(bound.address());
        return switch (bound.kind()) {
            case TCP -> address;
            case UDP -> "udp:" + address;
            case UNIX_STREAM -> "unix:" + address;
            case UNIX_DATAGRAM -> "unix-dgram:" + address;
        };
    }
}
