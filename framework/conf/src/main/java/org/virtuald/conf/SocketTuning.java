package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of the internet sockets of a service, set before they are bound; accepted connections have them, too. What is empty is
 * as the kernel has it.
 *
 * @param keepalive whether and how the kernel asks silent TCP peers whether they are still there
 * @param noDelay whether small TCP segments are sent at once, TCP_NODELAY of tcp(7)
 * @param sendBuffer bytes, SO_SNDBUF of socket(7)
 * @param receiveBuffer bytes, SO_RCVBUF of socket(7)
 * @param reusePort whether other sockets of root may have the same address, SO_REUSEPORT of socket(7)
 * @param freeBind whether addresses that the machine does not have can be bound, IP_FREEBIND of ip(7)
 * @param transparent whether foreign addresses can be served, IP_TRANSPARENT of ip(7)
 * @param device the interface that they are bound to, SO_BINDTODEVICE of socket(7)
 * @param mark of their packets, SO_MARK of socket(7)
 * @param tos the type of service of their packets, IP_TOS of ip(7) and IPV6_TCLASS of ipv6(7), 0 to 255
 */
public record SocketTuning(
        Optional<Keepalive> keepalive,
        boolean noDelay,
        OptionalInt sendBuffer,
        OptionalInt receiveBuffer,
        boolean reusePort,
        boolean freeBind,
        boolean transparent,
        Optional<String> device,
        OptionalInt mark,
        OptionalInt tos) {

    /**
     * Probes of tcp(7).
     *
     * @param time of silence before the first, TCP_KEEPIDLE
     * @param interval between two, TCP_KEEPINTVL
     * @param probes without an answer after which the connection is over, TCP_KEEPCNT
     */
    public record Keepalive(Optional<Duration> time, Optional<Duration> interval, OptionalInt probes) {
        /** Checks that nothing is missing. */
        public Keepalive {
            requireNonNull(time, "time");
            requireNonNull(interval, "interval");
            requireNonNull(probes, "probes");
        }
    }

    /** Everything as the kernel has it. */
    public static final SocketTuning NONE = new SocketTuning(
            Optional.empty(),
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            false,
            false,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());

    /** Checks that nothing is missing. */
    public SocketTuning {
        requireNonNull(keepalive, "keepalive");
        requireNonNull(sendBuffer, "sendBuffer");
        requireNonNull(receiveBuffer, "receiveBuffer");
        requireNonNull(device, "device");
        requireNonNull(mark, "mark");
        requireNonNull(tos, "tos");
    }
}
