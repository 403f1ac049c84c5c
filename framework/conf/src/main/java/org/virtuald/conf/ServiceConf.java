package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.virtuald.service.Endpoint;

/**
 * What {@code services/NAME.conf} says.
 *
 * @param name the service's name, which is the file's name without {@code .conf}
 * @param file the conf file
 * @param digest SHA-256 in hexadecimal over every file that was read for this conf; two processes which hold the same
 *     digest read the same conf. The roots table is not part of it
 * @param enabled whether the service is to run at all
 * @param listen the endpoints, at least one, each once
 * @param exec the program and its arguments: an absolute path inside the root, or a name that is found on {@code path}
 * @param roots where the roots table is
 * @param user who the program runs as
 * @param backlog how many connections the kernel holds before they are accepted, listen(2), 1 to 2147483647; empty for
 *     as many as the kernel allows
 * @param path absolute directories inside the root, at least one, searched for the program and handed to it as PATH
 * @param env what the program finds in its environment beside what the launcher says about the connection, by name
 * @param acceptFrom the services of bundles that may hand connections to this one
 * @param verbose whether each step of a launch is logged
 * @param lines the line of the file that each key stands in, for what is found wrong only when the service is opened
 */
public record ServiceConf(
        String name,
        Path file,
        String digest,
        boolean enabled,
        List<Endpoint> listen,
        List<String> exec,
        RootsSource roots,
        UserName user,
        OptionalInt backlog,
        List<String> path,
        Map<String, String> env,
        List<String> acceptFrom,
        boolean verbose,
        Map<String, Integer> lines) {

    /** Copies the collections and checks that nothing is missing; {@code env} is put in the order of its names. */
    public ServiceConf {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(digest, "digest");
        listen = requireSome("listen", listen);
        exec = requireSome("exec", exec);
        requireNonNull(roots, "roots");
        requireNonNull(user, "user");
        requireNonNull(backlog, "backlog");
        path = requireSome("path", path);
        acceptFrom = List.copyOf(acceptFrom);
        lines = Map.copyOf(lines);
        env = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(env)));
    }

    /** The line of the file that a key stands in; 0 when the file does not have it. */
    public int line(String key) {
        return lines.getOrDefault(key, 0);
    }

    private static <T> List<T> requireSome(String what, List<T> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return List.copyOf(list);
    }
}
