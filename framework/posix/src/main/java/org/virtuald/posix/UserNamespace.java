package org.virtuald.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the user namespace of this process lets it do with identities, user_namespaces(7). */
public final class UserNamespace {
    private static final Path USERS = Path.of("/proc/self/uid_map");
    private static final Path GROUPS = Path.of("/proc/self/gid_map");
    private static final Path SETGROUPS = Path.of("/proc/self/setgroups");

    private UserNamespace() {}

    /** Whether a process here can take on the user id. */
    public static boolean hasUser(long uid) {
        return maps(USERS, uid);
    }

    /** Whether a process here can take on the group id. */
    public static boolean hasGroup(long gid) {
        return maps(GROUPS, gid);
    }

    /** Whether setgroups(2) is permitted at all; in a namespace that an ordinary user made it is not. */
    public static boolean allowsSetgroups() {
        try {
            return !Files.readString(SETGROUPS).strip().equals("deny");
        } catch (IOException e) {
            return true; // a kernel without user namespaces has no such file
        }
    }

    private static boolean maps(Path map, long id) {
        try {
            return Files.readAllLines(map).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(range -> covers(Long.parseLong(range[0]), Long.parseLong(range[2]), id));
        } catch (IOException e) {
            return true; // a kernel without user namespaces has no such file
        }
    }

    private static boolean covers(long first, long count, long id) {
        return id >= first && id - first < count;
    }
}
