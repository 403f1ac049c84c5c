package org.virtuald.conf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of {@code services/NAME.conf} about the program and what it gets. */
final class ProgramKeys {
    private static final int DEFAULT_UMASK = 022;

    static final Key<List<String>> EXEC = Key.requiredUnless(
            "redirect", "exec", "the program and its arguments, as they are inside the root", Command::exec);
    static final Key<Optional<String>> ARGV0 = Key.optional(
            "argv0",
            "what the program finds as its own name",
            ValueType.text("a string").map(Optional::of),
            Optional.empty());
    static final Key<UserName> USER =
            Key.requiredUnless("redirect", "user", "who the program runs as, name or name:group", HostKeys.USER_NAME);
    static final Key<Boolean> ALLOW_WRITABLE_ROOT = Key.optional(
            "allow-writable-root",
            "whether a program of root's may be one that others than root could have written",
            ValueType.flag(),
            false);
    static final Key<Optional<List<String>>> GROUPS = Key.optional(
            "groups",
            "the supplementary groups of the program, instead of its user's own",
            ValueType.listOf("a list of groups", ValueType.parsed("the name or number of a group", UserName::groupName))
                    .map(Optional::of),
            Optional.empty());
    static final Key<List<String>> PATH = Key.optional(
            "path", "where the program is searched for inside the root", Command::path, Command.DEFAULT_PATH);
    static final Key<Map<String, String>> ENV =
            Key.optional("env", "what the program finds in its environment", Command::env, Map.of());
    static final Key<String> DIRECTORY =
            Key.optional("directory", "where the program starts, inside the root", Command::directory, "/");
    static final Key<Integer> UMASK = Key.optional(
            "umask",
            "the permissions that files of the program do not get",
            ValueType.parsed("octal digits such as 022", Command::umask),
            DEFAULT_UMASK);
    static final Key<OptionalInt> NICE = Key.optional(
            "nice",
            "how much the program lets others go first",
            ValueType.number(-20, 19).map(OptionalInt::of),
            OptionalInt.empty());
    static final Key<Optional<IoPriority>> IO_PRIORITY = Key.optional(
            "io-priority",
            "how disks serve the program",
            ValueType.parsed("idle, best-effort:0 to :7 or realtime:0 to :7", IoPriority::parse)
                    .map(Optional::of),
            Optional.empty());
    static final Key<StandardError> STDERR = Key.optional(
            "stderr",
            "where the program's standard error goes",
            ValueType.choice(StandardError.class),
            StandardError.CONNECTION);

    static final Key<Boolean> DEV_LOG = Key.optional(
            "dev-log", "whether the program finds a log socket at /dev/log in its root", ValueType.flag(), false);

    static final List<Key<?>> ALL = List.of(
            EXEC,
            ARGV0,
            USER,
            ALLOW_WRITABLE_ROOT,
            GROUPS,
            PATH,
            ENV,
            DIRECTORY,
            UMASK,
            NICE,
            IO_PRIORITY,
            STDERR,
            DEV_LOG);

    private ProgramKeys() {}

    static Program program(Section section) {
        return new Program(
                section.get(EXEC),
                section.get(ARGV0),
                section.get(PATH),
                section.get(ENV),
                section.get(USER),
                section.get(ALLOW_WRITABLE_ROOT),
                section.get(GROUPS),
                section.get(DIRECTORY),
                section.get(UMASK),
                section.get(NICE),
                section.get(IO_PRIORITY),
                stderr(section),
                section.get(DEV_LOG));
    }

    /** A program that gets no connection has none to write its errors to. */
    private static StandardError stderr(Section section) {
        boolean log = SocketKeys.options(section).isPassedAsListenFds()
                && !section.lines().containsKey(STDERR.name());
        return log ? StandardError.LOG : section.get(STDERR);
    }
}
