package org.virtuald.conf;

import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The program of a service: its arguments, where it is searched for, and its environment. */
final class Command {

    static final List<String> DEFAULT_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /** What the launcher sets for each connection: the names of UCSPI, of xinetd and of systemd. */
    private static final Set<String> LAUNCHER_NAMES = Set.of(
            "PROTO",
            "TCPLOCALIP",
            "TCPLOCALPORT",
            "TCPLOCALHOST",
            "TCPREMOTEIP",
            "TCPREMOTEPORT",
            "TCPREMOTEHOST",
            "TCPREMOTEINFO",
            "REMOTE_HOST",
            "REMOTE_ADDR",
            "REMOTE_PORT",
            "UDPLOCALIP",
            "UDPLOCALPORT",
            "UNIXLOCALPATH",
            "UNIXREMOTEPATH",
            "UNIXREMOTEPID",
            "UNIXREMOTEEUID",
            "UNIXREMOTEEGID",
            "LISTEN_PID",
            "LISTEN_FDS",
            "LISTEN_FDNAMES");

    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String EXEC_FORM = "a list of strings such as [\"in.ftpd\", \"-l\"]";

    private Command() {}

    /** The program and its arguments. */
    static Optional<List<String>> exec(Value value) {
        return ValueType.listOf(EXEC_FORM, ValueType.text("a string"))
                .read(value)
                .flatMap(words -> {
                    String program = words.isEmpty() ? "" : words.get(0);
                    if (program.isEmpty()) {
                        return value.refuse("names no program; expected " + EXEC_FORM);
                    }
                    if (program.endsWith("/") || program.indexOf('/') > 0) {
                        return value.refuse("program " + Quoted.of(program)
                                + " is neither an absolute path in the root nor a name without a slash");
                    }
                    return Optional.of(words);
                });
    }

    /** Directories, in a list or between colons. */
    static Optional<List<String>> path(Value value) {
        return ValueType.oneOrMore(
                        "a list of absolute directories",
                        ValueType.text("an absolute directory").then(Command::directories))
                .read(value)
                .map(parts -> parts.stream().flatMap(List::stream).toList());
    }

    private static Optional<List<String>> directories(Value value, String text) {
        List<String> directories = List.of(text.split(":", -1));
        for (String directory : directories) {
            if (!directory.startsWith("/")) {
                return value.refuse(Quoted.of(directory) + " is not an absolute directory");
            }
        }
        return Optional.of(directories);
    }

    /** One directory, where a program starts. */
    static Optional<String> directory(Value value) {
        return ValueType.text("an absolute directory inside the root")
                .then((same, text) -> text.startsWith("/")
                        ? Optional.of(text)
                        : same.refuse(Quoted.of(text) + " is not an absolute directory"))
                .read(value);
    }

    /** Permission bits in octal digits. */
    static int umask(String text) {
        if (!text.matches("0?[0-7]{1,3}")) {
            throw new IllegalArgumentException(Quoted.of(text) + " are no permission bits");
        }
        return Integer.parseInt(text, 8);
    }

    /** Names and values. */
    static Optional<Map<String, String>> env(Value value) {
        if (!value.is(ConfigValueType.OBJECT)) {
            return value.expected("an object of names and strings");
        }
        Map<String, String> env = new TreeMap<>();
        Map<String, Value> members = value.members();
        members.forEach((name, member) -> variable(name, member).ifPresent(text -> env.put(name, text)));
        return env.keySet().equals(members.keySet()) ? Optional.of(env) : Optional.empty();
    }

    private static Optional<String> variable(String name, Value value) {
        if (!ENV_NAME.matcher(name).matches()) {
            return value.refuse("not a name for a variable; expected letters, digits and underscores");
        }
        if (name.equals("PATH")) {
            return value.refuse("PATH is made of the key path");
        }
        if (LAUNCHER_NAMES.contains(name)) {
            return value.refuse("set by the launcher for each connection");
        }
        return value.as(ValueType.text("a string"));
    }
}
