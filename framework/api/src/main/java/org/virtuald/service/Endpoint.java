package org.virtuald.service;

import static java.util.Objects.requireNonNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * An address that a service listens on. Every kind's {@code toString} is the form that a conf file uses. Later versions of this
 * package may have more kinds.
 */
public sealed interface Endpoint {

    /**
     * A TCP endpoint.
     *
     * @param host which local addresses it covers
     * @param port 0 to 65535; 0 lets the kernel choose a free port
     */
    record Tcp(Host host, int port) implements Endpoint {
        /** Checks the port's range. */
        public Tcp {
            requireNonNull(host, "host");
            checkPort(port);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * A UDP endpoint, for example {@code udp:*:69}.
     *
     * @param host which local addresses it covers
     * @param port 0 to 65535; 0 lets the kernel choose a free port
     */
    record Udp(Host host, int port) implements Endpoint {
        /** Checks the port's range. */
        public Udp {
            requireNonNull(host, "host");
            checkPort(port);
        }

        @Override
        public String toString() {
            return "udp:" + host + ":" + port;
        }
    }

    /**
     * An endpoint of the Unix family, for example {@code unix:/run/x.sock}, {@code unix:@name} or {@code unix-dgram:/run/log}. It
     * has no internet address, so filters are not asked about its connections.
     *
     * @param address an absolute path, or {@code @} and an abstract name, unix(7); at most 107 bytes
     * @param datagrams whether datagrams come in there and not connections
     */
    record Unix(String address, boolean datagrams) implements Endpoint {
        private static final int MOST_BYTES = 107;

        /** Checks the address. */
        public Unix {
            boolean named = address.startsWith("/") || (address.startsWith("@") && address.length() > 1);
            int bytes = address.getBytes(StandardCharsets.UTF_8).length;
            if (!named || bytes > MOST_BYTES || address.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "\"" + address + "\" is no absolute path and no @name of at most " + MOST_BYTES + " bytes");
            }
        }

        /** Whether it is a file, and not an abstract name. */
        public boolean isPath() {
            return address.startsWith("/");
        }

        @Override
        public String toString() {
            return (datagrams ? "unix-dgram:" : "unix:") + address;
        }
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
        }
    }

    /** The local addresses that an internet endpoint covers. */
    sealed interface Host {

        /** {@code *}: every IPv4 address and every IPv6 address, by two sockets of one family each. */
        record Any() implements Host {
            @Override
            public String toString() {
                return "*";
            }
        }

        /**
         * One address. The IPv6 wildcard {@code [::]} is one dual-stack socket (ipv6(7), IPV6_V6ONLY off); the IPv4
         * wildcard {@code 0.0.0.0} is every IPv4 address.
         *
         * @param address an IPv4 or IPv6 address, never an unresolved name
         */
        record Address(InetAddress address) implements Host {
            /** Checks that there is an address. */
            public Address {
                requireNonNull(address, "address");
            }

            @Override
            public String toString() {
                if (address instanceof Inet6Address) {
                    return "[" + NumericAddress.text(address) + "]";
                }
                return NumericAddress.text(address);
            }
        }
    }
}
