package org.virtuald.conf.wrappers;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A connection that rules are asked about.
 *
 * @param daemon the name of the service in rules
 * @param server the local address that it has reached
 * @param serverName the name of that
 * @param client the address that it comes from
 * @param clientName the name of that
 */
public record Approach(
        String daemon, InetSocketAddress server, HostName serverName, InetAddress client, HostName clientName) {

    /** Checks that nothing is missing. */
    public Approach {
        requireNonNull(daemon, "daemon");
        requireNonNull(server, "server");
        requireNonNull(serverName, "serverName");
        requireNonNull(client, "client");
        requireNonNull(clientName, "clientName");
    }

    /** One whose names nobody has asked for. */
    public Approach(String daemon, InetSocketAddress server, InetAddress client) {
        this(daemon, server, new HostName.Unasked(), client, new HostName.Unasked());
    }

    /** The same with other names. */
    public Approach with(HostName newServerName, HostName newClientName) {
        return new Approach(daemon, server, newServerName, client, newClientName);
    }
}
