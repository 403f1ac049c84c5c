package org.virtuald.inetd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The users and groups that passwd(5) and group(5) have. Others, of a directory service say, are unknown to it, which matters only
 * where a name could be read in two ways.
 */
public final class Accounts {
    private final Set<String> users = new HashSet<>();
    private final Map<String, List<String>> groupsByMember = new HashMap<>();

    private Accounts() {}

    /** Those of this machine. */
    public static Accounts ofThisMachine() throws IOException {
        return parse(Files.readString(Path.of("/etc/passwd"), UTF_8), Files.readString(Path.of("/etc/group"), UTF_8));
    }

    /** Those of two files' content. */
    static Accounts parse(String passwd, String group) {
        Accounts accounts = new Accounts();
        passwd.lines().map(line -> line.split(":", -1)[0]).forEach(accounts.users::add);
        group.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 4)
                .forEach(fields -> {
                    for (String member : fields[3].split(",", -1)) {
                        accounts.groupsByMember
                                .computeIfAbsent(member, name -> new ArrayList<>())
                                .add(fields[0]);
                    }
                });
        return accounts;
    }

    boolean hasUser(String name) {
        return users.contains(name);
    }

    /** The groups that list a user as their member. */
    List<String> groupsOf(String user) {
        return groupsByMember.getOrDefault(user, List.of());
    }
}
