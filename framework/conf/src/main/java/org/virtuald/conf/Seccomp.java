package org.virtuald.conf;

import java.util.List;

/**
 * What a conf says about the system calls that a program is denied, seccomp(2).
 *
 * @param on whether any is
 * @param allow calls that are taken out of the default list, by their names in section 2 of the manual
 * @param deny calls that are put into it
 * @param kill whether a denied call kills the program instead of failing
 */
public record Seccomp(boolean on, List<String> allow, List<String> deny, boolean kill) {
    /** No filter. */
    public static final Seccomp OFF = new Seccomp(false, List.of(), List.of(), false);

    /** The default list, whose calls fail. */
    public static final Seccomp ON = new Seccomp(true, List.of(), List.of(), false);

    /** Copies the lists. */
    public Seccomp {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }
}
