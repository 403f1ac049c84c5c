package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program of a service, and what it gets.
 *
 * @param exec the program and its arguments: an absolute path inside the root, or a name that is found on {@code path}
 * @param path absolute directories inside the root, at least one, searched for the program and handed to it as PATH
 * @param env what the program finds in its environment beside what the launcher says about the connection, by name
 * @param user who the program runs as
 */
public record Program(List<String> exec, List<String> path, Map<String, String> env, UserName user) {

    /** Copies the collections and checks that nothing is missing; {@code env} is put in the order of its names. */
    public Program {
        exec = requireSome("exec", exec);
        path = requireSome("path", path);
        env = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(env)));
        requireNonNull(user, "user");
    }

    static <T> List<T> requireSome(String what, List<T> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return List.copyOf(list);
    }
}
