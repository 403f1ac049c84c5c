package org.virtuald.host.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import jnr.constants.platform.Errno;

/**
 * One thing that has happened to a connection. For each comes {@link Accepted} first, then exactly one of {@link Refused},
 * {@link Dropped}, {@link Failed}, or {@link Started} and after that {@link Ended} or {@link Failed}. Programs that are
 * given a listening socket ({@code wait}) begin with {@link Started}, {@link Refused} or {@link Failed}: nothing was
 * accepted. Datagrams that bundles receive are no connections and have no events.
 */
public sealed interface ConnectionEvent {

    /** Whose it is. */
    Contact contact();

    /**
     * It was accepted from the kernel's queue, or has come from the service of a bundle through {@code accept-from}.
     *
     * @param contact with the peer's own address, also when a PROXY header is to come
     */
    record Accepted(Contact contact) implements ConnectionEvent {}

    /**
     * It was closed because it may not be served now.
     *
     * @param contact whose it is
     * @param local the address that was reached, where it is known
     * @param reason a name for counters, lower case with dashes: those of the host's {@code admission.Reason},
     *     {@link #NO_ROOT} or {@link #ROOT_REFUSED}
     * @param detail the reason in words, such as those of a filter
     * @param line of the roots table that refuses the address; 0 where it was not that
     * @param at when
     */
    record Refused(
            Contact contact, Optional<InetSocketAddress> local, String reason, String detail, int line, Instant at)
            implements ConnectionEvent {
        /** No line of the roots table matches the local address. */
        public static final String NO_ROOT = "no-root";

        /** The roots table refuses the local address with {@code -}. */
        public static final String ROOT_REFUSED = "root-refused";
    }

    /**
     * It was closed before anything was run: it was broken, or its service stopped while it waited.
     *
     * @param contact whose it is
     * @param at when
     */
    record Dropped(Contact contact, Instant at) implements ConnectionEvent {}

    /**
     * It is being served: its program's process exists, or the service of a bundle has it. The steps up to the program
     * itself may still fail, see {@link Failed}.
     *
     * @param contact whose it is
     * @param local the address that was reached
     * @param root the directory that becomes the program's root; empty for the service of a bundle, and for a relay
     * @param pid the program's process; 0 for the service of a bundle, and for a relay
     * @param at when the host learned of it
     * @param latency from being accepted to {@code at}, by a clock that never jumps
     * @param lookUp the part of that in which the root was found; zero for the service of a bundle, and for a relay
     * @param spawn the part of that in which the process was made; zero for the service of a bundle, and for a relay
     */
    record Started(
            Contact contact,
            InetSocketAddress local,
            String root,
            int pid,
            Instant at,
            Duration latency,
            Duration lookUp,
            Duration spawn)
            implements ConnectionEvent {}

    /**
     * It is over.
     *
     * @param started how it began
     * @param ending how it ended
     * @param at when the host learned of it
     * @param lived from being accepted to {@code at}, by a clock that never jumps
     * @param usage what its program took; nothing for the service of a bundle, and for a relay
     */
    record Ended(Started started, Ending ending, Instant at, Duration lived, Usage usage) implements ConnectionEvent {
        @Override
        public Contact contact() {
            return started.contact();
        }
    }

    /**
     * It was closed because something failed before the program's first instruction.
     *
     * @param contact whose it is
     * @param started how it began, if its process existed already
     * @param root its root; empty when it was not known yet
     * @param stage what failed, a name for counters: the system call, {@code exec}, {@link #TRUST} or {@link #RELAY}
     * @param subject what that was about, such as a path
     * @param errno why it failed; 0 for {@link #TRUST} and {@link #RELAY}, where the subject says it
     * @param at when the host learned of it
     */
    record Failed(
            Contact contact,
            Optional<Started> started,
            String root,
            String stage,
            String subject,
            int errno,
            Instant at)
            implements ConnectionEvent {

        /** The program would be root's, and others than root could have written it. */
        public static final String TRUST = "trust";

        /** There is no connection to the address that connections are relayed to. */
        public static final String RELAY = "connect";

        /** Whether it is only that the client was gone before its launch. */
        public boolean isClientGone() {
            return errno == Errno.ENOTCONN.intValue() && stage.equals("getpeername");
        }
    }
}
