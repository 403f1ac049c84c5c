package org.virtuald.conf;

import com.typesafe.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The keys of {@code services/NAME.conf} about what a program is kept apart by. */
final class IsolationKeys {
    private static final long KIBIBYTE = 1024;
    private static final long DEFAULT_TEMPORARY_BYTES = 64 * KIBIBYTE * KIBIBYTE;
    private static final long LEAST_TEMPORARY_BYTES = 4 * KIBIBYTE;
    private static final long MOST_TEMPORARY_BYTES = KIBIBYTE * KIBIBYTE * KIBIBYTE * KIBIBYTE;

    /** __NEW_UTS_LEN of linux/utsname.h. */
    private static final int MOST_HOSTNAME_BYTES = 64;

    private static final Key<String> FROM =
            Key.required("from", "a file or directory of the machine", IsolationKeys::path);
    private static final Key<String> TO =
            Key.required("to", "the file or directory inside the root that it covers", IsolationKeys::path);
    private static final Key<Boolean> READ_ONLY =
            Key.optional("read-only", "whether nothing can be written there", ValueType.flag(), false);

    static final Key<Isolation.Level> ISOLATION = Key.optional(
            "isolation",
            "by what the program is kept apart",
            ValueType.choice(Isolation.Level.class),
            Isolation.Level.CHROOT);
    static final Key<Isolation.Network> NETWORK = Key.optional(
            "network", "whose network it sees", ValueType.choice(Isolation.Network.class), Isolation.Network.HOST);
    static final Key<Boolean> READ_ONLY_ROOT =
            Key.optional("read-only-root", "whether nothing can be written in the root", ValueType.flag(), false);
    static final Key<Isolation.Proc> PROC = Key.optional(
            "proc", "what the program sees in /proc", ValueType.choice(Isolation.Proc.class), Isolation.Proc.PROCESSES);
    static final Key<OptionalLong> TMP = Key.optional(
            "tmp",
            "how much the program's own /tmp holds",
            IsolationKeys::temporary,
            OptionalLong.of(DEFAULT_TEMPORARY_BYTES));
    static final Key<Optional<String>> HOSTNAME = Key.optional(
            "hostname",
            "the name of the machine that the program sees",
            ValueType.parsed("a name of 1 to 64 bytes", IsolationKeys::hostname).map(Optional::of),
            Optional.empty());
    static final Key<List<BindMount>> MOUNTS = Key.optional(
            "mounts",
            "what else of the machine the program finds in its root",
            ValueType.listOf(
                    "a list such as [{ from = /srv/data, to = /data, read-only = true }]",
                    ValueType.section(
                            List.of(FROM, TO, READ_ONLY),
                            section -> new BindMount(section.get(FROM), section.get(TO), section.get(READ_ONLY)))),
            List.of());

    /** Those that say nothing of a program in a chroot. */
    private static final List<Key<?>> OF_NAMESPACES = List.of(NETWORK, READ_ONLY_ROOT, PROC, TMP, HOSTNAME, MOUNTS);

    static final List<Key<?>> ALL = List.of(ISOLATION, NETWORK, READ_ONLY_ROOT, PROC, TMP, HOSTNAME, MOUNTS);

    private IsolationKeys() {}

    static Isolation isolation(Section section) {
        return new Isolation(
                section.get(ISOLATION),
                section.get(NETWORK),
                section.get(READ_ONLY_ROOT),
                section.get(PROC),
                section.get(TMP),
                section.get(HOSTNAME),
                section.get(MOUNTS));
    }

    /** A key that would do nothing is an error: who wrote it relies on it. */
    static void check(Section section, ConfSource source) {
        if (source.problems().hasErrors() || section.get(ISOLATION) == Isolation.Level.NAMESPACES) {
            return;
        }
        for (Key<?> key : OF_NAMESPACES) {
            Integer line = section.lines().get(key.name());
            if (line != null) {
                source.problems()
                        .error(
                                new Place(source.file().toString(), line),
                                key.name() + ": takes isolation = namespaces");
            }
        }
    }

    private static Optional<String> path(Value value) {
        return ValueType.text("an absolute path")
                .then((same, text) -> {
                    if (!text.startsWith("/")) {
                        return same.refuse(Quoted.of(text) + " is not an absolute path");
                    }
                    return List.of(text.split("/", -1)).contains("..")
                            ? same.refuse(Quoted.of(text) + " goes up with ..")
                            : Optional.of(text);
                })
                .read(value);
    }

    private static Optional<OptionalLong> temporary(Value value) {
        String form = "a size such as 64M, or root for the root's own";
        String text = value.isScalar() ? value.text() : "";
        if (text.equals("root")) {
            return Optional.of(OptionalLong.empty());
        }
        if (!text.matches("[0-9]{1,15} *[A-Za-z]+")) {
            return value.expected(form);
        }
        try {
            long bytes = value.raw().atKey("value").getBytes("value");
            return bytes >= LEAST_TEMPORARY_BYTES && bytes <= MOST_TEMPORARY_BYTES
                    ? Optional.of(OptionalLong.of(bytes))
                    : value.refuse(Quoted.of(text) + " is not between 4K and 1T");
        } catch (ConfigException e) {
            return value.expected(form);
        }
    }

    private static String hostname(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MOST_HOSTNAME_BYTES) {
            throw new IllegalArgumentException("has " + bytes + " bytes");
        }
        return text;
    }
}
