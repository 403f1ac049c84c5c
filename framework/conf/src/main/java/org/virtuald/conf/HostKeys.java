package org.virtuald.conf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

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

    static final List<Key<?>> ALL = Stream.of(
                    List.<Key<?>>of(USER, LOG_LEVEL, VERBOSE, MAX_PROGRAMS, CgroupKeys.PARENT), AccessKeys.ALL)
            .flatMap(List::stream)
            .toList();

    private HostKeys() {}

    static HostConf conf(Section section) {
        return new HostConf(
                section.get(USER),
                section.get(LOG_LEVEL),
                section.get(VERBOSE),
                AccessKeys.rules(section),
                section.get(MAX_PROGRAMS),
                section.get(CgroupKeys.PARENT));
    }
}
