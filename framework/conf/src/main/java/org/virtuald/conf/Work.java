package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Optional;

/** What becomes of the connections of a service. */
public sealed interface Work {

    /**
     * The launcher runs a program for each.
     *
     * @param program what is run
     * @param roots where the table is that says in which root
     */
    record Launch(Program program, RootsSource roots) implements Work {
        /** Checks that nothing is missing. */
        public Launch {
            requireNonNull(program, "program");
            requireNonNull(roots, "roots");
        }
    }

    /**
     * The host relays each to another address.
     *
     * @param host the target: a name, or the text of its address
     * @param address the target's address, if the conf has that and no name
     * @param port the target's port, 1 to 65535
     * @param header the form of the PROXY header that the target gets first; empty for none
     */
    record Redirect(String host, Optional<InetAddress> address, int port, Optional<SendProxy> header) implements Work {
        /** Checks that nothing is missing. */
        public Redirect {
            requireNonNull(host, "host");
            requireNonNull(address, "address");
            requireNonNull(header, "header");
            if (port < 1 || port > 0xFFFF) {
                throw new IllegalArgumentException("port " + port);
            }
        }

        /** The target as the conf has it, {@code host:port}. */
        public String target() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** The versions of the PROXY protocol. */
    enum SendProxy {
        /** A line of text. */
        V1,
        /** Binary. */
        V2
    }
}
