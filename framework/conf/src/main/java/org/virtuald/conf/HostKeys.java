package org.virtuald.conf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.virtuald.service.Endpoint;

/** The keys of {@code virtuald.conf}. */
final class HostKeys {

    static final ValueType<UserName> USER_NAME = ValueType.parsed("name or name:group", UserName::parse);

    static final Key<Optional<UserName>> USER = Key.optional(
            "user", "who the host runs as once it has started", USER_NAME.map(Optional::of), Optional.empty());
    static final Key<LogLevel> LOG_LEVEL =
            Key.optional("log-level", "how much the log says", ValueType.choice(LogLevel.class), LogLevel.INFO);
    static final Key<Boolean> VERBOSE = Key.optional(
            "verbose", "whether each step of a launch is logged, of every service", ValueType.flag(), false);

    static final Key<OptionalInt> MAX_PROGRAMS = Key.optional(
            "max-programs",
            "how many programs of all services may run at once",
            ValueType.number(1, Integer.MAX_VALUE).map(OptionalInt::of),
            OptionalInt.empty());

    private static final ValueType<Path> FILE =
            ValueType.parsed("an absolute path such as /etc/hosts.allow", HostKeys::absolute);
    private static final Key<Path> WRAPPERS_ALLOW =
            Key.optional("allow", "the file whose rules grant", FILE, WrapperFiles.USUAL.allow());
    private static final Key<Path> WRAPPERS_DENY =
            Key.optional("deny", "the file whose rules refuse", FILE, WrapperFiles.USUAL.deny());

    static final Key<WrapperFiles> WRAPPERS = Key.optional(
            "tcp-wrappers",
            "the access files of tcp_wrappers",
            ValueType.section(
                    List.of(WRAPPERS_ALLOW, WRAPPERS_DENY),
                    section -> new WrapperFiles(section.get(WRAPPERS_ALLOW), section.get(WRAPPERS_DENY))),
            WrapperFiles.USUAL);

    static final Key<List<Endpoint>> BUNDLE_LISTEN = Key.optional(
            "bundle-listen",
            "endpoints that services of bundles may have although the host's user may not open them",
            EndpointText::list,
            List.of());

    static final List<Key<?>> ALL = Stream.of(
                    List.<Key<?>>of(USER, LOG_LEVEL, VERBOSE, MAX_PROGRAMS, WRAPPERS, BUNDLE_LISTEN, CgroupKeys.PARENT),
                    AccessKeys.ALL,
                    List.<Key<?>>of(MetricsKeys.METRICS))
            .flatMap(List::stream)
            .toList();

    private HostKeys() {}

    private static Path absolute(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is none");
        }
        return Path.of(text).normalize();
    }

    static HostConf conf(Section section) {
        return new HostConf(
                section.get(USER),
                section.get(LOG_LEVEL),
                section.get(VERBOSE),
                AccessKeys.rules(section),
                section.get(MAX_PROGRAMS),
                section.get(WRAPPERS),
                section.get(BUNDLE_LISTEN),
                section.get(CgroupKeys.PARENT),
                section.get(MetricsKeys.METRICS));
    }
}
