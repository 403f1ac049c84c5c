package org.virtuald.inetd;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a service listens, in the words of a conf. */
final class Listening {
    private static final String ALL = "*";
    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "[::]";

    private final String prefix;
    private final String suffix;
    private final Set<String> hosts;

    private Listening(String prefix, Set<String> hosts, String suffix) {
        this.prefix = prefix;
        this.hosts = hosts;
        this.suffix = suffix;
    }

    /** A socket that has a path; one in the abstract namespace begins with {@code @}. */
    static Listening unix(String path, boolean datagrams) {
        return new Listening(datagrams ? "unix-dgram:" : "unix:", new LinkedHashSet<>(List.of(path)), "");
    }

    /**
     * A port of addresses.
     *
     * @param addresses numbers, names, or {@code *}; a name stands for all its addresses of the family
     * @param family what stands behind the protocol's name: nothing, 4, 6, 46 or 6only
     * @throws IOException when a name has no address
     */
    static Listening on(Collection<String> addresses, String family, String port, boolean datagrams)
            throws IOException {
        Set<String> hosts = new LinkedHashSet<>();
        for (String address : addresses) {
            hosts.addAll(hosts(address.replaceAll("[\\[\\]]", ""), family));
        }
        return new Listening(datagrams ? "udp:" : "", hosts, ":" + port);
    }

    private static List<String> hosts(String address, String family) throws IOException {
        if (address.equals("*") || address.isEmpty()) {
            return List.of(family.equals("4") ? ALL_IPV4 : family.startsWith("6") ? ALL_IPV6 : ALL);
        }
        List<String> hosts = new ArrayList<>();
        try {
            for (InetAddress found : InetAddress.getAllByName(address)) {
                boolean six = found instanceof Inet6Address;
                if (!(six ? family.equals("4") : family.startsWith("6"))) {
                    hosts.add(
                            six ? "[" + found.getHostAddress().replaceFirst("%.*", "") + "]" : found.getHostAddress());
                }
            }
        } catch (UnknownHostException e) {
            throw new IOException("there is no address of " + address, e);
        }
        if (hosts.isEmpty()) {
            throw new IOException(address + " has no address of the protocol's family");
        }
        return hosts;
    }

    boolean isDatagrams() {
        return prefix.equals("udp:") || prefix.equals("unix-dgram:");
    }

    /** Listens where another does, too. */
    void add(Listening other) {
        hosts.addAll(other.hosts);
        if (hosts.contains(ALL) || (hosts.contains(ALL_IPV4) && hosts.contains(ALL_IPV6))) {
            hosts.removeAll(Set.of(ALL_IPV4, ALL_IPV6)); // two sockets, as * opens them
            hosts.add(ALL);
        }
    }

    /** Whether only the superuser may open the port; those that have a name and not a number are. */
    boolean isBelow1024() {
        if (suffix.isEmpty()) {
            return false; // a socket of the Unix family
        }
        String port = suffix.substring(1);
        return !port.matches("[0-9]{4,}") || Integer.parseInt(port) < 1024;
    }

    List<String> endpoints() {
        return hosts.stream().map(host -> prefix + host + suffix).toList();
    }
}
