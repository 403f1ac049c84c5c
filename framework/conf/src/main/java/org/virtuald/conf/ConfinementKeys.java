package org.virtuald.conf;

import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of {@code services/NAME.conf} about what a program is kept from. */
final class ConfinementKeys {

    private enum Action {
        ERRNO,
        KILL
    }

    private static final ValueType<Capability> CAPABILITY = ValueType.text(
                    "a name of capabilities(7) such as NET_BIND_SERVICE")
            .then((value, text) -> {
                try {
                    return Optional.of(Capability.parse(text));
                } catch (IllegalArgumentException e) {
                    return value.refuse(String.valueOf(e.getMessage()));
                }
            });
    private static final ValueType<String> CALL = ValueType.parsed("the name of a system call", text -> {
        if (!text.matches("[a-z0-9_]{1,64}")) {
            throw new IllegalArgumentException("no system call has such a name");
        }
        return text;
    });
    private static final ValueType<List<String>> CALLS = ValueType.listOf("a list of system calls", CALL);

    private static final Key<List<String>> ALLOW =
            Key.optional("allow", "system calls that are not denied", CALLS, List.of());
    private static final Key<List<String>> DENY =
            Key.optional("deny", "system calls that are denied too", CALLS, List.of());
    private static final Key<Action> ACTION =
            Key.optional("action", "what a denied call does", ValueType.choice(Action.class), Action.ERRNO);

    static final Key<Optional<Boolean>> NO_NEW_PRIVILEGES = Key.optional(
            "no-new-privileges",
            "whether executing a file can never give more rights",
            ValueType.flag().map(Optional::of),
            Optional.empty());
    static final Key<Optional<Set<Capability>>> CAPABILITIES = Key.optional(
            "capabilities",
            "the capabilities that the program keeps",
            ValueType.listOf("a list of capabilities", CAPABILITY).map(list -> Optional.of(Set.copyOf(list))),
            Optional.empty());
    static final Key<List<ResourceLimit>> LIMITS =
            Key.optional("limits", "limits on what the program uses", LimitsKey::read, List.of());
    static final Key<Optional<Seccomp>> SECCOMP =
            Key.optional("seccomp", "the system calls that are denied", ConfinementKeys::seccomp, Optional.empty());

    static final List<Key<?>> ALL = List.of(NO_NEW_PRIVILEGES, CAPABILITIES, LIMITS, SECCOMP);

    private ConfinementKeys() {}

    static Confinement confinement(Section section) {
        return new Confinement(
                section.get(NO_NEW_PRIVILEGES), section.get(CAPABILITIES), section.get(LIMITS), section.get(SECCOMP));
    }

    private static Optional<Optional<Seccomp>> seccomp(Value value) {
        if (value.is(ConfigValueType.OBJECT)) {
            return ValueType.section(
                            List.of(ALLOW, DENY, ACTION),
                            section -> new Seccomp(
                                    true, section.get(ALLOW), section.get(DENY), section.get(ACTION) == Action.KILL))
                    .map(Optional::of)
                    .read(value);
        }
        String word = value.isScalar() ? value.text() : "";
        return switch (word) {
            case "on" -> Optional.of(Optional.of(Seccomp.ON));
            case "off" -> Optional.of(Optional.of(Seccomp.OFF));
            default -> value.expected("on, off, or an object with allow, deny, action");
        };
    }
}
