package org.virtuald.inetd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a service runs, and where, once the wrappers in front of it are taken away: {@code tcpd}, {@code chroot} and the
 * {@code virtuald} of old become keys of the conf.
 *
 * @param exec the program and its arguments
 * @param name what it finds as its own name
 * @param roots a roots table's file, or empty when the root is fixed
 * @param root the root without a table
 * @param user who it is, when a wrapper says so
 * @param groups its supplementary groups, when a wrapper says so
 * @param wrapped the daemon's name for tcp_wrappers, where they decide who may connect
 */
record Program(
        List<String> exec,
        String name,
        Optional<String> roots,
        String root,
        Optional<String> user,
        Optional<List<String>> groups,
        Optional<String> wrapped) {

    /**
     * What a program and its arguments, the first its name, come to.
     *
     * @param waits whether it gets the listening socket: then there is no connection whose client could be looked at, and
     *     {@code tcpd}, which can peek at a datagram, stays
     */
    static Program of(String path, List<String> arguments, boolean waits) {
        String name = arguments.isEmpty() ? path : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (baseName(path).equals("tcpd")
                && !baseName(name).equals("tcpd")
                && !waits) { // it looks for a name without a slash in its own directory
            Program daemon = of(name.startsWith("/") ? name : "/usr/sbin/" + name, arguments, false);
            return new Program(
                    daemon.exec,
                    daemon.name,
                    daemon.roots,
                    daemon.root,
                    daemon.user,
                    daemon.groups,
                    Optional.of(baseName(name)));
        }
        if (baseName(path).equals("virtuald") && rest.size() >= 2) {
            Program daemon = of(rest.get(1), rest.subList(1, rest.size()), true);
            return new Program(
                    daemon.exec,
                    daemon.name,
                    Optional.of(rest.get(0)),
                    "/",
                    daemon.user,
                    daemon.groups,
                    Optional.empty());
        }
        if (baseName(path).equals("chroot") && !rest.isEmpty()) {
            return inRoot(rest);
        }
        return plain(path, name, rest);
    }

    /** chroot(1): options, the directory, the program. */
    private static Program inRoot(List<String> arguments) {
        Optional<String> user = Optional.empty();
        Optional<List<String>> groups = Optional.empty();
        int next = 0;
        for (; next < arguments.size() - 1 && arguments.get(next).startsWith("-"); next++) {
            String option = arguments.get(next);
            if (option.startsWith("--userspec=")) {
                user = Optional.of(option.substring("--userspec=".length()));
            } else if (option.startsWith("--groups=")) {
                groups = Optional.of(
                        List.of(option.substring("--groups=".length()).split(",", -1)));
            }
        }
        List<String> command = arguments.subList(next + 1, arguments.size());
        Program inside =
                command.isEmpty() ? plain("/bin/sh", "/bin/sh", List.of("-i")) : of(command.get(0), command, true);
        return new Program(
                inside.exec, inside.name, Optional.empty(), arguments.get(next), user, groups, Optional.empty());
    }

    private static Program plain(String path, String name, List<String> arguments) {
        List<String> exec = new ArrayList<>();
        exec.add(inRoot(path));
        exec.addAll(arguments);
        return new Program(exec, name, Optional.empty(), "/", Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A relative path is one from the directory that a program starts in, which is the root. */
    private static String inRoot(String path) {
        return path.startsWith("/") || path.indexOf('/') < 0 ? path : "/" + path.replaceFirst("^(\\./+)+", "");
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Writes the keys that follow from it. */
    void writeTo(ServiceFile file, String serviceUser) {
        file.list("exec", exec);
        if (!name.equals(exec.get(0))) {
            file.text("argv0", name);
        }
        if (roots.isPresent()) {
            file.text("roots", roots.get());
        } else {
            file.list("roots", List.of("default " + root));
        }
        file.text("user", user.orElse(serviceUser));
        groups.ifPresent(names -> file.list("groups", names));
        wrapped.ifPresent(daemon -> file.text("tcp-wrappers", daemon));
    }
}
