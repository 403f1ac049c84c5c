package org.virtuald.conf.wrappers;

/**
 * A line of an access file.
 *
 * @param place {@code FILE:LINE}, the first one where it is continued
 * @param daemons which services it is about
 * @param clients which clients
 * @param grants whether it lets in those who match for sure, and does not keep out those who may match
 */
record Rule(String place, PatternList<DaemonPattern> daemons, PatternList<ClientPattern> clients, boolean grants) {

    /** Whether it is about a connection. */
    Ternary matches(String daemon, int localPort, Party server, Party client) {
        Ternary daemonMatches = daemons.matches(one -> one.matches(daemon, localPort, server));
        return daemonMatches == Ternary.NO
                ? Ternary.NO
                : daemonMatches.and(clients.matches(one -> one.matches(client)));
    }
}
