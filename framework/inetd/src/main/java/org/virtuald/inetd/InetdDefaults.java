package org.virtuald.inetd;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What inetd's command line says of all services.
 *
 * @param backlog the length of the queue of each listening socket, at least 1
 * @param perMinute how many connections of a service are taken in a minute, at least 1, where its line does not say
 * @param tcpWrappers whether hosts.allow and hosts.deny decide who may connect
 * @param environment what programs get of inetd's own environment
 */
public record InetdDefaults(
        OptionalInt backlog, OptionalInt perMinute, boolean tcpWrappers, Map<String, String> environment) {

    /** What the launcher sets for each connection, and {@code PATH}, which is a key of its own. */
    private static final Pattern NOT_FOR_PROGRAMS =
            Pattern.compile("PATH|PROTO|(TCP|UDP|UNIX)(LOCAL|REMOTE).*|REMOTE_.*|LISTEN_.*");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Copies the variables that a conf can have. */
    public InetdDefaults {
        environment = environment.entrySet().stream()
                .filter(variable -> isForPrograms(variable.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether a conf can give a variable to its program. */
    static boolean isForPrograms(String name) {
        return NAME.matcher(name).matches() && !NOT_FOR_PROGRAMS.matcher(name).matches();
    }

    /** Those of a command line that says nothing. */
    public static InetdDefaults none() {
        return new InetdDefaults(OptionalInt.empty(), OptionalInt.empty(), false, Map.of());
    }
}
