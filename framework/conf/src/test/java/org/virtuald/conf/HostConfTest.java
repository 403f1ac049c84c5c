package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtuald.service.Endpoint;

class HostConfTest {

    @TempDir
    Path path;

    @Test
    void hasTheseKeys() {
        assertThat(ServiceKeysTest.names(HostKeys.ALL))
                .containsExactly(
                        "user",
                        "log-level",
                        "verbose",
                        "max-programs",
                        "tcp-wrappers",
                        "bundle-listen",
                        "cgroup",
                        "allow",
                        "deny",
                        "access-times",
                        "records",
                        "metrics",
                        "dev-log");
    }

    @Test
    void holdsDefaultsWithoutAFileAndWithAnEmptyOne() {
        HostConf defaults = new HostConf(
                Optional.empty(),
                LogLevel.INFO,
                false,
                AccessRules.NONE,
                OptionalInt.empty(),
                WrapperFiles.USUAL,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                DevLogSettings.USUAL);
        assertThat(directory().value(directory().reader().host())).isEqualTo(defaults);
        assertThat(directory().value(host(""))).isEqualTo(defaults);
        assertThat(directory().value(host("# nothing\n"))).isEqualTo(defaults);
    }

    @Test
    void readsEveryKey() throws Exception {
        assertThat(directory().value(host("""
                        user = "virtuald:adm"
                        log-level = trace
                        verbose = true
                        max-programs = 500
                        tcp-wrappers { deny = /srv/hosts.deny }
                        bundle-listen = ["*:7", "udp:*:7"]
                        cgroup = /sys/fs/cgroup/virtuald
                        allow = "10.0.0.0/8"
                        deny = "file:bad"
                        access-times = "08:00-18:00"
                        records { to = "file:/var/log/virtuald/records.log", format = json }
                        dev-log { to = journal, rate = "5/m" }
                        metrics.listen = ["127.0.0.1:9117", "[::1]:9117", "unix:/run/virtuald/metrics.sock"]
                        """)))
                .isEqualTo(new HostConf(
                        Optional.of(UserName.parse("virtuald:adm")),
                        LogLevel.TRACE,
                        true,
                        new AccessRules(
                                new AddressSources(List.of(AddressPrefix.parse("10.0.0.0/8")), List.of()),
                                new AddressSources(List.of(), List.of(path.resolve("access/bad"))),
                                List.of(TimeOfDay.parse("08:00-18:00"))),
                        OptionalInt.of(500),
                        new WrapperFiles(Path.of("/etc/hosts.allow"), Path.of("/srv/hosts.deny")),
                        List.of(
                                new Endpoint.Tcp(new Endpoint.Host.Any(), 7),
                                new Endpoint.Udp(new Endpoint.Host.Any(), 7)),
                        Optional.of("/sys/fs/cgroup/virtuald"),
                        Optional.of(new RecordSettings(
                                new RecordTarget.AppendedFile(Path.of("/var/log/virtuald/records.log")),
                                RecordFormat.JSON)),
                        List.of(
                                new Endpoint.Tcp(address("127.0.0.1"), 9117),
                                new Endpoint.Tcp(address("::1"), 9117),
                                new Endpoint.Unix("/run/virtuald/metrics.sock", false)),
                        new DevLogSettings(
                                new RecordTarget.Journal(Path.of("/run/systemd/journal/socket")), Rate.parse("5/m"))));
    }

    private static Endpoint.Host address(String text) throws UnknownHostException {
        return new Endpoint.Host.Address(InetAddress.getAllByName(text)[0]);
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                Arguments.of("stderr", new RecordTarget.StandardError()),
                Arguments.of("file:/a:b", new RecordTarget.AppendedFile(Path.of("/a:b"))),
                Arguments.of("journal", new RecordTarget.Journal(Path.of("/run/systemd/journal/socket"))),
                Arguments.of("journal:/run/j", new RecordTarget.Journal(Path.of("/run/j"))),
                Arguments.of("syslog", new RecordTarget.Syslog(Path.of("/dev/log"))),
                Arguments.of("syslog:/run/s", new RecordTarget.Syslog(Path.of("/run/s"))));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void readsWhereRecordsGo(String text, RecordTarget target) {
        assertThat(directory().value(host("records.to = \"" + text + "\"")).records())
                .contains(new RecordSettings(target, RecordFormat.TEXT));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryLevel(LogLevel level) {
        String name = level.name().toLowerCase(java.util.Locale.ROOT);
        assertThat(directory().value(host("log-level = " + name)).logLevel()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            user = [a]       | user: expected name or name:group, found a list
            log-level = loud | log-level: expected one of error, warn, info, debug, trace, found "loud"
            log-level = {}   | log-level: expected one of error, warn, info, debug, trace, found an object
            verbose = 1      | verbose: expected true or false, found 1
            bundle-listen = 7 | bundle-listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found 7
            max-programs = 0 | max-programs: expected a whole number from 1 to 2147483647, found 0
            tcp-wrappers = on | tcp-wrappers: expected an object with allow, deny, found "on"
            tcp-wrappers.allow = hosts.allow | tcp-wrappers.allow: "hosts.allow" is none; expected an absolute path such as /etc/hosts.allow
            tcp-wrappers.file = /a | tcp-wrappers.file: unknown key; expected one of allow, deny
            cgroup = ftp     | cgroup: "ftp" is none; expected an absolute path such as /sys/fs/cgroup/virtuald
            cgroup = /a/../b | cgroup: "/a/../b" is none; expected an absolute path such as /sys/fs/cgroup/virtuald
            records = stderr | records: expected an object with to, format, found "stderr"
            records {}       | records.to: missing: where records go
            records.to = disk | records.to: "disk" is none; expected stderr, file:PATH, journal or syslog
            records.to = "stderr:/a" | records.to: "stderr:/a" is none; expected stderr, file:PATH, journal or syslog
            records.to = "file:a/b" | records.to: "a/b" is no absolute path; expected stderr, file:PATH, journal or syslog
            records { to = stderr, format = xml } | records.format: expected one of text, json, found "xml"
            records { to = stderr, file = a } | records.file: unknown key; expected one of to, format
            metrics = on     | metrics: expected an object with listen, found "on"
            metrics.listen = "*:9117" | metrics.listen: "*:9117" is for others too, or no stream; expected a loopback address such as 127.0.0.1:9117, or unix:/PATH
            metrics.listen = "10.0.0.1:9117" | metrics.listen: "10.0.0.1:9117" is for others too, or no stream; expected a loopback address such as 127.0.0.1:9117, or unix:/PATH
            metrics.listen = "udp:127.0.0.1:9117" | metrics.listen: "udp:127.0.0.1:9117" is for others too, or no stream; expected a loopback address such as 127.0.0.1:9117, or unix:/PATH
            dev-log = on     | dev-log: expected an object with to, rate, found "on"
            dev-log.rate = "5/d" | dev-log.rate: "5/d" is no rate; expected a rate such as 50/s, 10/m or 100/h
            log_level = info | log_level: unknown key; did you mean log-level?
            logLevel = info  | logLevel: unknown key; did you mean log-level?
            port = 21        | port: unknown key; expected one of user, log-level, verbose, max-programs, tcp-wrappers, bundle-listen, cgroup, allow, deny, access-times, records, metrics, dev-log
            """)
    void refusesInWords(String line, String message) {
        assertThat(directory().refused(host(line))).containsExactly("virtuald.conf:1: " + message);
    }

    @Test
    void isNotAbsentWhenItCannotBeRead() {
        ConfReader reader = new ConfReader(path, file -> {
            throw new AccessDeniedException(file.toString());
        });
        assertThat(directory().refused(reader.host())).containsExactly("virtuald.conf: permission denied");
    }

    private Reading<HostConf> host(String text) {
        return directory().write("virtuald.conf", text).reader().host();
    }

    private ConfDirectory directory() {
        return new ConfDirectory(path);
    }
}
