package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The program of a service, and what it gets.
 *
 * @param exec the program and its arguments: an absolute path inside the root, or a name that is found on {@code path}
 * @param argv0 what the program finds as its own name; empty for the first word of {@code exec}
 * @param path absolute directories inside the root, at least one, searched for the program and handed to it as PATH
 * @param env what the program finds in its environment beside what the launcher says about the connection, by name
 * @param user who the program runs as
 * @param allowWritableRoot whether a program of root's may be one that others could have written
 * @param groups the supplementary groups that it gets instead of the user's own, names or numbers; empty for the user's own
 * @param directory where it starts, an absolute directory inside the root
 * @param umask the permission bits that files it makes do not get, umask(2), 0 to 0777
 * @param nice how much it lets others go first, setpriority(2), -20 to 19; empty to leave it
 * @param ioPriority how it is served by disks, ioprio_set(2); empty to leave it
 * @param stderr where its standard error goes
 * @param devLog whether it finds a log socket at {@code /dev/log}, as syslog(3) wants it
 */
public record Program(
        List<String> exec,
        Optional<String> argv0,
        List<String> path,
        Map<String, String> env,
        UserName user,
        boolean allowWritableRoot,
        Optional<List<String>> groups,
        String directory,
        int umask,
        OptionalInt nice,
        Optional<IoPriority> ioPriority,
        StandardError stderr,
        boolean devLog) {

    /** Copies the collections and checks that nothing is missing; {@code env} is put in the order of its names. */
    public Program {
        exec = requireSome("exec", exec);
        requireNonNull(argv0, "argv0");
        path = requireSome("path", path);
        env = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(env)));
        requireNonNull(user, "user");
        groups = groups.map(List::copyOf);
        requireNonNull(directory, "directory");
        requireNonNull(nice, "nice");
        requireNonNull(ioPriority, "ioPriority");
        requireNonNull(stderr, "stderr");
    }

    static <T> List<T> requireSome(String what, List<T> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return List.copyOf(list);
    }
}
