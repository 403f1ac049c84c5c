package org.virtuald.posix;

import java.util.List;

/**
 * The identity of a user: what a process is given to act for it.
 *
 * @param name the user's name
 * @param uid the user id, unsigned 32 bits
 * @param gid the group id, unsigned 32 bits
 * @param groups the supplementary groups, sorted, without repetition
 */
public record Account(String name, long uid, long gid, List<Long> groups) {
    /** Copies the groups. */
    public Account {
        groups = List.copyOf(groups);
    }

    /** Whether it is the user that the kernel asks for no permission. */
    public boolean isRoot() {
        return uid == 0;
    }
}
