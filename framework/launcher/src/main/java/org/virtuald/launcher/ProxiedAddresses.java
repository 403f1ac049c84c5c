package org.virtuald.launcher;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;

/**
 * The addresses of a connection as a proxy before it tells them.
 *
 * @param source who has connected to the proxy
 * @param destination where
 */
public record ProxiedAddresses(InetSocketAddress source, InetSocketAddress destination) {

    /** Checks that nothing is missing. */
    public ProxiedAddresses {
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
    }
}
