package org.virtuald.conf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys about who may connect: the same in {@code services/NAME.conf} and in {@code virtuald.conf}. */
final class AccessKeys {
    private static final String FORM = "an address, a prefix such as 10.0.0.0/8, or file:NAME";
    private static final String FILE = "file:";
    private static final Pattern DAEMON = Pattern.compile("[^\\p{Cntrl} ,:@]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    static final Key<AddressSources> ALLOW = Key.optional(
            "allow", "who may connect; where it is set, everybody else may not", sources(), AddressSources.NONE);
    static final Key<AddressSources> DENY = Key.optional("deny", "who may not connect", sources(), AddressSources.NONE);
    static final Key<List<TimeOfDay>> TIMES = Key.optional(
            "access-times",
            "the times of day when connections are taken",
            ValueType.oneOrMore(
                    "times of day such as 08:00-18:00",
                    ValueType.parsed("times such as 08:00-18:00 or 22:00-06:00", TimeOfDay::parse)),
            List.of());

    static final List<Key<?>> ALL = List.of(ALLOW, DENY, TIMES);

    /** Of a service alone. */
    static final Key<Optional<String>> WRAPPED = Key.optional(
            "tcp-wrappers",
            "the daemon's name in hosts.allow and hosts.deny, which are asked besides",
            ValueType.text("the name of a daemon such as in.ftpd").then(AccessKeys::daemon),
            Optional.empty());

    private AccessKeys() {}

    static AccessRules rules(Section section) {
        return new AccessRules(section.get(ALLOW), section.get(DENY), section.get(TIMES));
    }

    static AccessRules ofService(Section section) {
        return new AccessRules(section.get(ALLOW), section.get(DENY), section.get(TIMES), section.get(WRAPPED));
    }

    /** No rule can name what holds one of these. */
    private static Optional<Optional<String>> daemon(Value value, String text) {
        return text.isEmpty() || DAEMON.matcher(text).matches()
                ? Optional.of(Optional.of(text).filter(name -> !name.isEmpty()))
                : value.refuse(Quoted.of(text)
                        + " is no name for a daemon; it holds a blank, comma, colon, @ or control character");
    }

    /** An empty list is none: it could mean everybody as well as nobody. */
    private static ValueType<AddressSources> sources() {
        return ValueType.oneOrMore(FORM, ValueType.text(FORM).then(AccessKeys::source))
                .map(parts -> parts.stream().reduce(AddressSources.NONE, AddressSources::and));
    }

    private static Optional<AddressSources> source(Value value, String text) {
        if (text.startsWith(FILE)) {
            return file(value, text.substring(FILE.length()));
        }
        return prefix(value, text).map(prefix -> new AddressSources(List.of(prefix), List.of()));
    }

    /** One address or prefix. */
    static Optional<AddressPrefix> prefix(Value value, String text) {
        try {
            return Optional.of(AddressPrefix.parse(text));
        } catch (IllegalArgumentException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<AddressSources> file(Value value, String name) {
        try {
            if (name.startsWith("/")) {
                return Optional.of(new AddressSources(List.of(), List.of(Path.of(name))));
            }
            if (NAME.matcher(name).matches()) {
                Path file = value.source().directory().resolve("access").resolve(name);
                return Optional.of(new AddressSources(List.of(), List.of(file)));
            }
        } catch (InvalidPathException e) {
            // Java refuses names that the locale's encoding cannot write.
        }
        return value.refuse(Quoted.of(FILE + name)
                + " names no file; expected the name of a file in conf/access, or an absolute path");
    }
}
