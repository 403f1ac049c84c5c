package org.virtuald.conf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.virtuald.service.Endpoint;

/**
 * The roots of programs that get a listening socket. Such a program serves whoever comes in on its socket, so the address that
 * the socket is bound to decides on the root. A socket for all addresses cannot do that where the table has several answers:
 * there is one for each address in its place.
 */
public final class EndpointRoots {
    /** Each is a descriptor of the host. */
    private static final int MOST_ADDRESSES = 2000;

    private EndpointRoots() {}

    /** What makes it impossible to say in which root the programs of a service run; nothing for internet endpoints whose programs do not wait. */
    public static List<Problem> problems(ServiceConf conf, RootsTable table) {
        List<Problem> problems = new ArrayList<>();
        for (Endpoint endpoint : conf.listen()) {
            if (conf.sockets().waits() || endpoint instanceof Endpoint.Unix) {
                String reason = reason(endpoint, table);
                if (!reason.isEmpty()) {
                    problems.add(Problem.error(
                            new Place(conf.file().toString(), conf.line("listen")),
                            "listen: " + endpoint + ": " + reason));
                }
            }
        }
        return problems;
    }

    private static String reason(Endpoint endpoint, RootsTable table) {
        if (endpoint instanceof Endpoint.Unix) {
            return table.everywhere()
                    .map(EndpointRoots::reason)
                    .orElse("is reached at no address, so the only line of the roots table is to be one for default");
        }
        Endpoint.Host host = host(endpoint);
        if (host instanceof Endpoint.Host.Address one && !one.address().isAnyLocalAddress()) {
            return reason(table.lookup(one.address()));
        }
        if (table.everywhere().isPresent()) {
            return reason(table.everywhere().get());
        }
        int addresses = table.addresses(List.of()).size();
        return addresses > MOST_ADDRESSES
                ? "the roots table has " + addresses + " addresses; with wait = true each has a socket, and "
                        + MOST_ADDRESSES + " are the most"
                : "";
    }

    private static String reason(RootsTable.Match match) {
        if (match instanceof RootsTable.Match.Refused refused) {
            return "the roots table refuses it in line " + refused.line();
        }
        return match instanceof RootsTable.Match.Absent ? "no line of the roots table matches it" : "";
    }

    /** Whether an endpoint may stand for several sockets of which each has an address, and a root. */
    public static boolean maySpread(ServiceConf conf, Endpoint endpoint) {
        return conf.sockets().waits()
                && !(endpoint instanceof Endpoint.Unix)
                && !(host(endpoint) instanceof Endpoint.Host.Address one
                        && !one.address().isAnyLocalAddress());
    }

    /**
     * The addresses at which sockets are opened in the place of one endpoint.
     *
     * @param machine addresses that the machine has
     * @return empty when the endpoint is opened as it stands
     */
    public static Optional<List<InetAddress>> addresses(
            ServiceConf conf, Endpoint endpoint, RootsTable table, Collection<InetAddress> machine) {
        if (!maySpread(conf, endpoint) || table.everywhere().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(table.addresses(machine).stream()
                .filter(address -> covers(host(endpoint), address))
                .limit(MOST_ADDRESSES)
                .toList());
    }

    /** Whether the endpoint is reached at the address. */
    public static boolean covers(Endpoint.Host host, InetAddress address) {
        if (!(host instanceof Endpoint.Host.Address one)) {
            return true;
        }
        boolean everyIpv4 =
                one.address() instanceof Inet4Address && one.address().isAnyLocalAddress();
        return one.address().equals(address)
                || (everyIpv4 ? address instanceof Inet4Address : one.address().isAnyLocalAddress());
    }

    /** The addresses that an endpoint of the internet covers. */
    public static Endpoint.Host host(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return tcp.host();
        }
        if (endpoint instanceof Endpoint.Udp udp) {
            return udp.host();
        }
        throw new AssertionError(endpoint);
    }

    /** The same endpoint at one address. */
    public static Endpoint at(Endpoint endpoint, InetAddress address) {
        Endpoint.Host host = new Endpoint.Host.Address(address);
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return new Endpoint.Tcp(host, tcp.port());
        }
        if (endpoint instanceof Endpoint.Udp udp) {
            return new Endpoint.Udp(host, udp.port());
        }
        throw new AssertionError(endpoint);
    }
}
