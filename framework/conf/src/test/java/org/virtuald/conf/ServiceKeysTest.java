package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.virtuald.conf.ConfDirectory.EXEC;
import static org.virtuald.conf.ConfDirectory.LISTEN;
import static org.virtuald.conf.ConfDirectory.REQUIRED;
import static org.virtuald.conf.ConfDirectory.ROOTS;
import static org.virtuald.conf.ConfDirectory.USER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key: what holds without it, what it accepts, what it refuses and in which words. */
class ServiceKeysTest {

    @TempDir
    Path path;

    /** A key, the conf without it, a line that sets it, and the values expected of both. */
    record Example(
            String key,
            String without,
            Object fallback,
            String line,
            Object value,
            Function<ServiceConf, Object> read) {}

    static final String MISSING = "missing";

    static List<Example> examples() {
        return List.of(
                new Example(
                        "listen",
                        EXEC + ROOTS + USER,
                        MISSING,
                        "listen = \"*:21\"",
                        "[*:21]",
                        c -> c.listen().toString()),
                new Example(
                        "exec",
                        LISTEN + ROOTS + USER,
                        MISSING,
                        "exec = [cat, -u]",
                        List.of("cat", "-u"),
                        c -> c.program().exec()),
                new Example(
                        "roots",
                        LISTEN + EXEC + USER,
                        MISSING,
                        "roots = /srv/roots",
                        new RootsSource.File(Path.of("/srv/roots")),
                        c -> c.roots()),
                new Example(
                        "user",
                        LISTEN + EXEC + ROOTS,
                        MISSING,
                        "user = \"ftp:users\"",
                        new UserName("ftp", Optional.of("users")),
                        c -> c.program().user()),
                new Example(
                        "allow-writable-root",
                        REQUIRED,
                        false,
                        "allow-writable-root = true",
                        true,
                        c -> c.program().allowWritableRoot()),
                new Example("enabled", REQUIRED, true, "enabled = false", false, c -> c.enabled()),
                new Example(
                        "backlog",
                        REQUIRED,
                        OptionalInt.empty(),
                        "backlog = 128",
                        OptionalInt.of(128),
                        c -> c.sockets().backlog()),
                new Example(
                        "path",
                        REQUIRED,
                        List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"),
                        "path = \"/opt/bin:/bin\"",
                        List.of("/opt/bin", "/bin"),
                        c -> c.program().path()),
                new Example(
                        "env",
                        REQUIRED,
                        Map.of(),
                        "env { LANG = C }",
                        Map.of("LANG", "C"),
                        c -> c.program().env()),
                new Example(
                        "accept-from",
                        REQUIRED,
                        List.of(),
                        "accept-from = [tcpmux]",
                        List.of("tcpmux"),
                        c -> c.acceptFrom()),
                new Example(
                        "argv0",
                        REQUIRED,
                        Optional.empty(),
                        "argv0 = -sh",
                        Optional.of("-sh"),
                        c -> c.program().argv0()),
                new Example(
                        "groups",
                        REQUIRED,
                        Optional.empty(),
                        "groups = [mail, 12]",
                        Optional.of(List.of("mail", "12")),
                        c -> c.program().groups()),
                new Example(
                        "directory",
                        REQUIRED,
                        "/",
                        "directory = /var",
                        "/var",
                        c -> c.program().directory()),
                new Example(
                        "umask",
                        REQUIRED,
                        022,
                        "umask = 077",
                        077,
                        c -> c.program().umask()),
                new Example(
                        "nice",
                        REQUIRED,
                        OptionalInt.empty(),
                        "nice = -5",
                        OptionalInt.of(-5),
                        c -> c.program().nice()),
                new Example(
                        "io-priority",
                        REQUIRED,
                        Optional.empty(),
                        "io-priority = \"best-effort:7\"",
                        Optional.of(new IoPriority(IoPriority.Scheduling.BEST_EFFORT, 7)),
                        c -> c.program().ioPriority()),
                new Example(
                        "stderr",
                        REQUIRED,
                        StandardError.CONNECTION,
                        "stderr = log",
                        StandardError.LOG,
                        c -> c.program().stderr()),
                new Example(
                        "banner",
                        REQUIRED,
                        "",
                        "banner = Hello",
                        "Hello",
                        c -> c.stay().banner()),
                new Example(
                        "refusal",
                        REQUIRED,
                        "",
                        "refusal = \"Not now\\n\"",
                        "Not now\n",
                        c -> c.stay().refusal()),
                new Example(
                        "time-limit",
                        REQUIRED,
                        Optional.empty(),
                        "time-limit = 10m",
                        Optional.of(Duration.ofMinutes(10)),
                        c -> c.stay().timeLimit()),
                new Example(
                        "kill-on-close",
                        REQUIRED,
                        false,
                        "kill-on-close = true",
                        true,
                        c -> c.stay().killOnClose()),
                new Example("verbose", REQUIRED, false, "verbose = true", true, c -> c.verbose()));
    }

    @Test
    void everyKeyHasAnExample() {
        assertThat(examples()).extracting(Example::key).containsExactlyInAnyOrderElementsOf(names(ServiceKeys.ALL));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hasItsDefault(Example example) {
        Reading<ServiceConf> reading = directory().service(example.without);
        if (example.fallback.equals(MISSING)) {
            assertThat(directory().refused(reading))
                    .singleElement()
                    .asString()
                    .startsWith("services/ftp.conf: " + example.key + ": missing: ");
        } else {
            assertThat(example.read.apply(directory().value(reading))).isEqualTo(example.fallback);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isRead(Example example) {
        ServiceConf conf = directory().accepted(example.without + example.line);
        assertThat(example.read.apply(conf)).isEqualTo(example.value);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void refusesAnotherType(Example example) {
        String wrong = example.key.equals("env") ? "[1]" : "{ a = 1 }";
        assertThat(directory().refused(example.without + example.key + " = " + wrong))
                .singleElement()
                .asString()
                .contains(example.key + ": expected ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            listen = []                   | listen: expected a list of ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found an empty list
            listen = 21                   | listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found 21
            listen = ":21"                | listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found ":21"
            listen = "*:"                 | listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found "*:"
            listen = "::1:21"             | listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found "::1:21"
            listen = "[10.0.0.1]:21"      | listen: only an IPv6 address stands in brackets; expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21
            listen = "localhost:21"       | listen: "localhost" is not an IPv4 or IPv6 address; names are not looked up
            listen = "10.1:21"            | listen: "10.1" is not an IPv4 or IPv6 address; names are not looked up
            listen = "[fe80::1%eth0]:21"  | listen: "fe80::1%eth0" has a zone; addresses with a zone are not supported; names are not looked up
            listen = "*:65536"            | listen: port "65536" is not in 0 to 65535
            listen = "*:999999999999"     | listen: port "999999999999" is not in 0 to 65535
            listen = "udp:*:69"           | listen: "udp:*:69": only TCP endpoints are supported
            listen = "unix:/run/x.sock"   | listen: "unix:/run/x.sock": only TCP endpoints are supported
            listen = ["*:21", "*:021"]    | listen: "*:021" is listed twice
            listen = ["[::ffff:10.0.0.1]:1", "10.0.0.1:1"] | listen: "10.0.0.1:1" is listed twice
            exec = "cat -u"               | exec: expected a list of strings such as ["in.ftpd", "-l"], found "cat -u"
            exec = []                     | exec: names no program; expected a list of strings such as ["in.ftpd", "-l"]
            exec = [""]                   | exec: names no program; expected a list of strings such as ["in.ftpd", "-l"]
            exec = ["bin/cat"]            | exec: program "bin/cat" is neither an absolute path in the root nor a name without a slash
            exec = ["/bin/"]              | exec: program "/bin/" is neither an absolute path in the root nor a name without a slash
            exec = ["cat", "a\\u0000b"]   | exec: holds a NUL byte
            exec = ["cat", ["x"]]         | exec: expected a string, found a list
            roots = "a/b"                 | roots: expected the name of a file in conf/roots, an absolute path, or a list of lines, found "a/b"
            roots = ".ftp"                | roots: expected the name of a file in conf/roots, an absolute path, or a list of lines, found ".ftp"
            roots = ["10.0.0.1"]          | roots: "10.0.0.1" has no directory; expected ADDRESS DIRECTORY
            user = ""                     | user: "" is not a user name; expected name or name:group
            user = "a b"                  | user: "a b" is not a user name; expected name or name:group
            user = "ftp:"                 | user: "" is not a group name; expected name or name:group
            user = "-ftp"                 | user: "-ftp" is not a user name; expected name or name:group
            enabled = "yes"               | enabled: expected true or false, found "yes"
            enabled = 1                   | enabled: expected true or false, found 1
            backlog = 0                   | backlog: expected a whole number from 1 to 2147483647, found 0
            backlog = 2147483648          | backlog: expected a whole number from 1 to 2147483647, found 2147483648
            backlog = 1.5                 | backlog: expected a whole number from 1 to 2147483647, found 1.5
            backlog = "many"              | backlog: expected a whole number from 1 to 2147483647, found "many"
            path = []                     | path: expected a list of absolute directories, found an empty list
            path = "/bin:"                | path: "" is not an absolute directory
            path = ["/bin", "sbin"]       | path: "sbin" is not an absolute directory
            env = "A=1"                   | env: expected an object of names and strings, found "A=1"
            env { "A-B" = 1 }             | env.A-B: not a name for a variable; expected letters, digits and underscores
            env { PATH = /bin }           | env.PATH: PATH is made of the key path
            env { TCPLOCALIP = x }        | env.TCPLOCALIP: set by the launcher for each connection
            env { A = [1] }               | env.A: expected a string, found a list
            env { A = "\\u0000" }         | env.A: holds a NUL byte
            env.a.b = 1                   | env.a: expected a string, found an object
            umask = 8                     | umask: "8" are no permission bits; expected octal digits such as 022
            umask = 07777                 | umask: "07777" are no permission bits; expected octal digits such as 022
            nice = 20                     | nice: expected a whole number from -20 to 19, found 20
            io-priority = "idle:1"        | io-priority: "idle:1" is no priority for disks; expected idle, best-effort:0 to :7 or realtime:0 to :7
            io-priority = "realtime:8"    | io-priority: "realtime:8" is no priority for disks; expected idle, best-effort:0 to :7 or realtime:0 to :7
            directory = "srv"             | directory: "srv" is not an absolute directory
            groups = ["a b"]              | groups: "a b" is not a group name; expected the name or number of a group
            groups = mail                 | groups: expected a list of groups, found "mail"
            stderr = file                 | stderr: expected one of connection, log, null, found "file"
            time-limit = 60               | time-limit: expected a time such as 30s, 10m or 2h, found 60
            time-limit = soon             | time-limit: expected a time such as 30s, 10m or 2h, found "soon"
            time-limit = "10 moons"       | time-limit: expected a time such as 30s, 10m or 2h, found "10 moons"
            time-limit = 10ms             | time-limit: "10ms" is not between 1s and 366d
            kill-on-close = yes           | kill-on-close: expected true or false, found "yes"
            verbose = on                  | verbose: expected true or false, found "on"
            """)
    void refusesInWords(String line, String message) {
        assertThat(directory().refused(REQUIRED + line)).containsExactly("services/ftp.conf:5: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            listen = ["*:21", "[::1]:8110"]    | [*:21, [::1]:8110]
            listen = "[::]:0"                  | [[::]:0]
            listen = "0.0.0.0:65535"           | [0.0.0.0:65535]
            listen = "[::ffff:10.0.0.1]:21"    | [10.0.0.1:21]
            """)
    void readsEndpoints(String line, String endpoints) {
        assertThat(directory().accepted(EXEC + ROOTS + USER + line).listen()).hasToString(endpoints);
    }

    @Test
    void takesNumbersAsTheyAreWritten() {
        ServiceConf conf = directory()
                .accepted(
                        LISTEN + ROOTS + "user = 0107\nexec = [cat, 1.0, true]\nenv { A = 1.50, B = true, C = null }");
        assertThat(conf.program().user()).hasToString("0107");
        assertThat(conf.program().exec()).containsExactly("cat", "1.0", "true");
        assertThat(conf.program().env()).containsExactly(Map.entry("A", "1.50"), Map.entry("B", "true"));
    }

    @Test
    void aBannerMustFitIntoASendBuffer() {
        assertThat(directory().refused(REQUIRED + "banner = " + "x".repeat(2049)))
                .containsExactly("services/ftp.conf:5: banner: is 2049 bytes long; at most 2048 can be sent");
    }

    @Test
    void readsARootsTableInPlace() {
        ServiceConf conf = directory()
                .accepted(LISTEN + EXEC + USER + "roots = [\n\"# a comment\"\n10.0.0.1 /a b\n\"default -\"\n]");
        assertThat(conf.roots())
                .isEqualTo(new RootsSource.Inline(List.of(
                        new RootsSource.Line(5, "# a comment"),
                        new RootsSource.Line(6, "10.0.0.1 /a b"),
                        new RootsSource.Line(7, "default -"))));
    }

    @Test
    void namesAFileBelowRoots() {
        assertThat(directory().accepted(REQUIRED).roots())
                .isEqualTo(new RootsSource.File(path.resolve("roots").resolve("ftp")));
    }

    private ConfDirectory directory() {
        return new ConfDirectory(path);
    }

    static List<String> names(List<Key<?>> keys) {
        return keys.stream().map(Key::name).toList();
    }
}
