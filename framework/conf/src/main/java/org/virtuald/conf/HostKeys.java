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

    private static final Key<RecordTarget> RECORDS_TO = Key.required(
            "to", "where records go", ValueType.parsed("stderr, file:PATH, journal or syslog", RecordTarget::parse));
    private static final Key<RecordFormat> RECORDS_FORMAT =
            Key.optional("format", "how a record is written", ValueType.choice(RecordFormat.class), RecordFormat.TEXT);

    static final Key<Optional<RecordSettings>> RECORDS = Key.optional(
            "records",
            "records of connections",
            ValueType.section(
                    List.of(RECORDS_TO, RECORDS_FORMAT),
                    section -> Optional.of(new RecordSettings(section.get(RECORDS_TO), section.get(RECORDS_FORMAT)))),
            Optional.empty());

    private static final Key<RecordTarget> DEV_LOG_TO = Key.optional(
            "to",
            "where messages go that programs log in their roots",
            ValueType.parsed("stderr, file:PATH, journal or syslog", RecordTarget::parse),
            DevLogSettings.USUAL.to());
    private static final Key<Rate> DEV_LOG_RATE = Key.optional(
            "rate",
            "how many of each root",
            ValueType.parsed("a rate such as 50/s, 10/m or 100/h", Rate::parse),
            DevLogSettings.USUAL.rate());

    static final Key<DevLogSettings> DEV_LOG = Key.optional(
            "dev-log",
            "messages that programs log in their roots",
            ValueType.section(
                    List.of(DEV_LOG_TO, DEV_LOG_RATE),
                    section -> new DevLogSettings(section.get(DEV_LOG_TO), section.get(DEV_LOG_RATE))),
            DevLogSettings.USUAL);

    static final List<Key<?>> ALL = Stream.of(
                    List.<Key<?>>of(USER, LOG_LEVEL, VERBOSE, MAX_PROGRAMS, WRAPPERS, BUNDLE_LISTEN, CgroupKeys.PARENT),
                    AccessKeys.ALL,
                    List.<Key<?>>of(RECORDS, MetricsKeys.METRICS, DEV_LOG))
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
                section.get(RECORDS),
                section.get(MetricsKeys.METRICS),
                section.get(DEV_LOG));
    }
}
