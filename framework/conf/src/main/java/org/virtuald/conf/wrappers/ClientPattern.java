package org.virtuald.conf.wrappers;

/**
 * {@code HOST} or {@code USER@HOST}. Nobody is asked for the user, RFC 1413: it is {@code UNKNOWN}.
 *
 * @param user {@code ALL} where there is none
 * @param host the client
 */
record ClientPattern(TextPattern user, HostPattern host) {

    Ternary matches(Party client) {
        return user.matches(HostPattern.UNKNOWN) ? host.matches(client) : Ternary.NO;
    }
}
