package org.virtuald.root;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines for the etc/passwd and etc/group of a root, which nobody can log in with by a password there, passwd(5).
 *
 * @param passwd a line for each user, by name
 * @param group a line for the first group of each user, by name
 */
record AccountLines(Map<String, String> passwd, Map<String, String> group) {

    private static final int FIELDS = 7;

    /** Looks users up that are named, and takes those apart that are given as lines. */
    static AccountLines of(List<String> users, HostPrograms programs) throws RootException {
        AccountLines lines = new AccountLines(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String user : users) {
            lines.add(user, programs);
        }
        return lines;
    }

    private void add(String user, HostPrograms programs) throws RootException {
        boolean known = !user.contains(":");
        String[] fields = (known ? known(user, programs) : user).split(":", -1);
        if (fields.length != FIELDS
                || !fields[0].matches("[A-Za-z_][A-Za-z0-9_.-]*")
                || !fields[2].matches("[0-9]{1,10}")
                || !fields[3].matches("[0-9]{1,10}")
                || user.contains("\n")) {
            throw new RootException(("user \"%s\": expected the name of a user of this machine, or a line as"
                            + " name:x:1001:1001:comment:/home:/bin/sh")
                    .formatted(Printable.of(user)));
        }
        fields[1] = "*";
        passwd.put(fields[0], String.join(":", fields));
        Optional<String> itsGroup = known ? ask(programs, "group", fields[3]) : Optional.empty();
        String name = itsGroup.map(line -> line.replaceFirst(":.*", "")).orElse(fields[0]);
        group.put(name, name + ":*:" + fields[3] + ":");
    }

    private static String known(String user, HostPrograms programs) throws RootException {
        return ask(programs, "passwd", user)
                .orElseThrow(() -> new RootException(
                        "user \"%s\": this machine has none of that name".formatted(Printable.of(user))));
    }

    /** One entry of a database of this machine, wherever it comes from, getent(1). */
    private static Optional<String> ask(HostPrograms programs, String database, String key) throws RootException {
        String getent = programs.ownTool("getent")
                .orElseThrow(() -> new RootException("program getent not found, which looks users up. Give a line of"
                        + " passwd(5) instead of a name"));
        try {
            Command command = Command.run(List.of(getent, "--", database, key));
            return command.status() == 0 ? Optional.of(command.output()) : Optional.empty();
        } catch (IOException e) {
            throw new RootException(getent + ": cannot be run: " + Reason.of(e), e);
        }
    }
}
