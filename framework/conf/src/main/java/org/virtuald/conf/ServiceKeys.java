package org.virtuald.conf;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.virtuald.service.Endpoint;

/** The keys of {@code services/NAME.conf}. */
final class ServiceKeys {

    private static final ValueType<String> SERVICE_NAME = ValueType.parsed("the name of a service", text -> {
        if (!text.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("no service has such a name");
        }
        return text;
    });

    static final Key<List<Endpoint>> LISTEN =
            Key.required("listen", "the addresses and ports that connections come in on", EndpointText::list);
    static final Key<List<String>> EXEC =
            Key.required("exec", "the program and its arguments, as they are inside the root", Command::exec);
    static final Key<RootsSource> ROOTS =
            Key.required("roots", "the table of local addresses and their root directories", RootsKey::read);
    static final Key<UserName> USER =
            Key.required("user", "who the program runs as, name or name:group", HostKeys.USER_NAME);
    static final Key<Boolean> ENABLED =
            Key.optional("enabled", "whether the service runs at all", ValueType.flag(), true);
    static final Key<OptionalInt> BACKLOG = Key.optional(
            "backlog",
            "how many connections the kernel holds before they are accepted",
            ValueType.number(1, Integer.MAX_VALUE).map(OptionalInt::of),
            OptionalInt.empty());
    static final Key<List<String>> PATH = Key.optional(
            "path", "where the program is searched for inside the root", Command::path, Command.DEFAULT_PATH);
    static final Key<Map<String, String>> ENV =
            Key.optional("env", "what the program finds in its environment", Command::env, Map.of());
    static final Key<List<String>> ACCEPT_FROM = Key.optional(
            "accept-from",
            "the services of bundles that may hand connections to this one",
            ValueType.oneOrMore("names of services", SERVICE_NAME),
            List.of());
    static final Key<Boolean> VERBOSE =
            Key.optional("verbose", "whether each step of a launch is logged", ValueType.flag(), false);

    static final List<Key<?>> ALL =
            List.of(LISTEN, EXEC, ROOTS, USER, ENABLED, BACKLOG, PATH, ENV, ACCEPT_FROM, VERBOSE);

    private ServiceKeys() {}

    /** To be called after the values were read: the digest is complete only then. */
    static ServiceConf conf(String name, ConfSource source, Section section) {
        return new ServiceConf(
                name,
                source.file(),
                source.digest(),
                section.get(ENABLED),
                section.get(LISTEN),
                section.get(EXEC),
                section.get(ROOTS),
                section.get(USER),
                section.get(BACKLOG),
                section.get(PATH),
                section.get(ENV),
                section.get(ACCEPT_FROM),
                section.get(VERBOSE),
                section.lines());
    }
}
