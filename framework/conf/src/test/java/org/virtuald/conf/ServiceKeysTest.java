package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.virtuald.conf.ConfDirectory.EXEC;
import static org.virtuald.conf.ConfDirectory.LISTEN;
import static org.virtuald.conf.ConfDirectory.REQUIRED;
import static org.virtuald.conf.ConfDirectory.ROOTS;
import static org.virtuald.conf.ConfDirectory.USER;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.service.NumericAddress;

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
    private static final String NAMESPACES = REQUIRED + "isolation = namespaces\n";

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
                new Example(
                        "redirect",
                        REQUIRED,
                        Optional.empty(),
                        "redirect = \"db.example.com:5432\"\nexec = null\nroots = null\nuser = null",
                        Optional.of(new Work.Redirect("db.example.com", Optional.empty(), 5432, Optional.empty())),
                        c -> c.redirect()),
                new Example(
                        "send-proxy",
                        LISTEN + "redirect = \"10.0.0.1:80\"\n",
                        Optional.empty(),
                        "send-proxy = v2",
                        Optional.of(Work.SendProxy.V2),
                        c -> c.redirect().orElseThrow().header()),
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
                        "no-new-privileges",
                        REQUIRED,
                        Optional.empty(),
                        "no-new-privileges = false",
                        Optional.of(false),
                        c -> c.confinement().noNewPrivileges()),
                new Example(
                        "capabilities",
                        REQUIRED,
                        Optional.empty(),
                        "capabilities = [setuid, CAP_NET_BIND_SERVICE]",
                        Optional.of(Set.of(Capability.SETUID, Capability.NET_BIND_SERVICE)),
                        c -> c.confinement().capabilities()),
                new Example(
                        "limits",
                        REQUIRED,
                        List.of(),
                        "limits { nproc = 64 }",
                        List.of(new ResourceLimit(ResourceLimit.Resource.NPROC, 64, 64)),
                        c -> c.confinement().limits()),
                new Example(
                        "cgroup",
                        REQUIRED,
                        Optional.empty(),
                        "cgroup = { memory.max = 256M, pids.max = 100, \"cpu.max\" = \"50000 100000\" }",
                        Optional.of(List.of(
                                new CgroupSetting("cpu.max", "50000 100000"),
                                new CgroupSetting("memory.max", "256M"),
                                new CgroupSetting("pids.max", "100"))),
                        c -> c.cgroups().service()),
                new Example(
                        "connection-cgroup",
                        REQUIRED,
                        Optional.empty(),
                        "connection-cgroup { io.max = [\"8:0 rbps=1\", \"8:16 rbps=2\"], memory { high = 1M } }",
                        Optional.of(List.of(
                                new CgroupSetting("io.max", "8:0 rbps=1"),
                                new CgroupSetting("io.max", "8:16 rbps=2"),
                                new CgroupSetting("memory.high", "1M"))),
                        c -> c.cgroups().connection()),
                new Example(
                        "seccomp",
                        REQUIRED,
                        Optional.empty(),
                        "seccomp { allow = [ptrace], deny = [fork, clone], action = kill }",
                        Optional.of(new Seccomp(true, List.of("ptrace"), List.of("fork", "clone"), true)),
                        c -> c.confinement().seccomp()),
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
                        "dev-log",
                        REQUIRED,
                        false,
                        "dev-log = true",
                        true,
                        c -> c.program().devLog()),
                new Example(
                        "allow",
                        REQUIRED,
                        AddressSources.NONE,
                        "allow = [\"10.0.0.0/8\", \"::1\", \"file:/etc/friends\"]",
                        new AddressSources(
                                List.of(AddressPrefix.parse("10.0.0.0/8"), AddressPrefix.parse("::1")),
                                List.of(Path.of("/etc/friends"))),
                        c -> c.access().allow()),
                new Example(
                        "deny",
                        REQUIRED,
                        AddressSources.NONE,
                        "deny = \"::ffff:10.0.0.1\"",
                        new AddressSources(List.of(AddressPrefix.parse("10.0.0.1")), List.of()),
                        c -> c.access().deny()),
                new Example(
                        "access-times",
                        REQUIRED,
                        List.of(),
                        "access-times = [\"08:00-18:00\", \"22:30-24:00\"]",
                        List.of(
                                new TimeOfDay(LocalTime.of(8, 0), LocalTime.of(18, 0)),
                                new TimeOfDay(LocalTime.of(22, 30), LocalTime.MIDNIGHT)),
                        c -> c.access().times()),
                new Example(
                        "max-programs",
                        REQUIRED,
                        OptionalInt.empty(),
                        "max-programs = 40",
                        OptionalInt.of(40),
                        c -> c.limits().maxPrograms()),
                new Example(
                        "max-programs-per-source",
                        REQUIRED,
                        OptionalInt.empty(),
                        "max-programs-per-source = 4",
                        OptionalInt.of(4),
                        c -> c.limits().maxProgramsPerSource()),
                new Example(
                        "max-rate",
                        REQUIRED,
                        Optional.empty(),
                        "max-rate = \"50/s\"",
                        Optional.of(new Rate(20_000_000, 50)),
                        c -> c.limits().maxRate()),
                new Example(
                        "max-rate-per-source",
                        REQUIRED,
                        Optional.empty(),
                        "max-rate-per-source = \"6/m\"",
                        Optional.of(new Rate(10_000_000_000L, 6)),
                        c -> c.limits().maxRatePerSource()),
                new Example(
                        "max-load",
                        REQUIRED,
                        OptionalDouble.empty(),
                        "max-load = 7.5",
                        OptionalDouble.of(7.5),
                        c -> c.limits().maxLoad()),
                new Example(
                        "source-prefix-v6",
                        REQUIRED,
                        64,
                        "source-prefix-v6 = 48",
                        48,
                        c -> c.limits().sourcePrefix6()),
                new Example(
                        "over-limit",
                        REQUIRED,
                        Limits.OverLimit.WAIT,
                        "over-limit = refuse",
                        Limits.OverLimit.REFUSE,
                        c -> c.limits().overLimit()),
                new Example(
                        "tcp-wrappers",
                        REQUIRED,
                        Optional.empty(),
                        "tcp-wrappers = \"in.ftpd\"",
                        Optional.of("in.ftpd"),
                        c -> c.access().wrapped()),
                new Example(
                        "proxy-protocol",
                        REQUIRED,
                        List.of(),
                        "proxy-protocol = [\"10.0.0.0/8\", \"::1\"]",
                        List.of(AddressPrefix.parse("10.0.0.0/8"), AddressPrefix.parse("::1")),
                        c -> c.proxies()),
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
                new Example(
                        "isolation",
                        REQUIRED,
                        Isolation.Level.CHROOT,
                        "isolation = namespaces",
                        Isolation.Level.NAMESPACES,
                        c -> c.isolation().level()),
                new Example(
                        "network",
                        NAMESPACES,
                        Isolation.Network.HOST,
                        "network = own",
                        Isolation.Network.OWN,
                        c -> c.isolation().network()),
                new Example(
                        "read-only-root",
                        NAMESPACES,
                        false,
                        "read-only-root = true",
                        true,
                        c -> c.isolation().readOnlyRoot()),
                new Example(
                        "proc",
                        NAMESPACES,
                        Isolation.Proc.PROCESSES,
                        "proc = all",
                        Isolation.Proc.ALL,
                        c -> c.isolation().proc()),
                new Example(
                        "tmp",
                        NAMESPACES,
                        OptionalLong.of(64 << 20),
                        "tmp = 16M",
                        OptionalLong.of(16 << 20),
                        c -> c.isolation().temporaryBytes()),
                new Example(
                        "hostname",
                        NAMESPACES,
                        Optional.empty(),
                        "hostname = one",
                        Optional.of("one"),
                        c -> c.isolation().hostname()),
                new Example(
                        "mounts",
                        NAMESPACES,
                        List.of(),
                        "mounts = [{from = /srv/a, to = /a}, {from = /srv/b, to = /b, read-only = true}]",
                        List.of(new BindMount("/srv/a", "/a", false), new BindMount("/srv/b", "/b", true)),
                        c -> c.isolation().mounts()),
                new Example(
                        "wait",
                        REQUIRED,
                        false,
                        "wait = true",
                        true,
                        c -> c.sockets().waits()),
                new Example(
                        "pass",
                        REQUIRED + "wait = true\n",
                        Passing.STDIN,
                        "pass = listen-fds",
                        Passing.LISTEN_FDS,
                        c -> c.sockets().passing()),
                new Example(
                        "socket-mode",
                        EXEC + ROOTS + USER + "listen = \"unix:/run/x\"\n",
                        0666,
                        "socket-mode = 660",
                        0660,
                        c -> c.sockets().mode()),
                new Example(
                        "socket-owner",
                        EXEC + ROOTS + USER + "listen = \"unix:/run/x\"\n",
                        Optional.empty(),
                        "socket-owner = \"ftp:mail\"",
                        Optional.of(new UserName("ftp", Optional.of("mail"))),
                        c -> c.sockets().owner()),
                new Example(
                        "keepalive",
                        REQUIRED,
                        false,
                        "keepalive = true",
                        true,
                        c -> c.sockets().tuning().keepalive().isPresent()),
                new Example(
                        "keepalive-time",
                        REQUIRED + "keepalive = true\n",
                        Optional.empty(),
                        "keepalive-time = 60s",
                        Optional.of(Duration.ofMinutes(1)),
                        c -> c.sockets().tuning().keepalive().orElseThrow().time()),
                new Example(
                        "keepalive-interval",
                        REQUIRED + "keepalive = true\n",
                        Optional.empty(),
                        "keepalive-interval = 5s",
                        Optional.of(Duration.ofSeconds(5)),
                        c -> c.sockets().tuning().keepalive().orElseThrow().interval()),
                new Example(
                        "keepalive-probes",
                        REQUIRED + "keepalive = true\n",
                        OptionalInt.empty(),
                        "keepalive-probes = 3",
                        OptionalInt.of(3),
                        c -> c.sockets().tuning().keepalive().orElseThrow().probes()),
                new Example(
                        "nodelay",
                        REQUIRED,
                        false,
                        "nodelay = true",
                        true,
                        c -> c.sockets().tuning().noDelay()),
                new Example(
                        "send-buffer",
                        REQUIRED,
                        OptionalInt.empty(),
                        "send-buffer = 64K",
                        OptionalInt.of(65536),
                        c -> c.sockets().tuning().sendBuffer()),
                new Example(
                        "receive-buffer",
                        REQUIRED,
                        OptionalInt.empty(),
                        "receive-buffer = 1M",
                        OptionalInt.of(1048576),
                        c -> c.sockets().tuning().receiveBuffer()),
                new Example(
                        "reuseport",
                        REQUIRED,
                        false,
                        "reuseport = true",
                        true,
                        c -> c.sockets().tuning().reusePort()),
                new Example(
                        "freebind",
                        REQUIRED,
                        false,
                        "freebind = true",
                        true,
                        c -> c.sockets().tuning().freeBind()),
                new Example(
                        "transparent",
                        REQUIRED,
                        false,
                        "transparent = true",
                        true,
                        c -> c.sockets().tuning().transparent()),
                new Example(
                        "bind-to-device",
                        REQUIRED,
                        Optional.empty(),
                        "bind-to-device = eth0",
                        Optional.of("eth0"),
                        c -> c.sockets().tuning().device()),
                new Example(
                        "mark",
                        REQUIRED,
                        OptionalInt.empty(),
                        "mark = 7",
                        OptionalInt.of(7),
                        c -> c.sockets().tuning().mark()),
                new Example(
                        "tos",
                        REQUIRED,
                        OptionalInt.empty(),
                        "tos = 16",
                        OptionalInt.of(16),
                        c -> c.sockets().tuning().tos()),
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
        String wrong = Set.of("env", "limits", "seccomp", "cgroup", "connection-cgroup")
                        .contains(example.key)
                ? "[1]"
                : "{ a = 1 }";
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
            listen = "udp:*:69"           | listen: udp:*:69: datagrams take wait = true: a program gets the socket, for there is no connection
            listen = "udp:*"              | listen: expected ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21, found "udp:*"
            listen = "udp:*:ftp"          | listen: port "ftp" is no number and no UDP service in /etc/services
            listen = "unix:x.sock"        | listen: "x.sock" is no absolute path and no @name of at most 107 bytes
            listen = "unix:@"             | listen: "@" is no absolute path and no @name of at most 107 bytes
            listen = "unix-dgram:/run/x"  | listen: unix-dgram:/run/x: datagrams take wait = true: a program gets the socket, for there is no connection
            socket-mode = 660             | socket-mode: takes an endpoint with a file, such as unix:/run/x.sock
            socket-mode = 9               | socket-mode: "9" are no permission bits; expected octal digits such as 660
            socket-owner = ftp            | socket-owner: takes an endpoint with a file, such as unix:/run/x.sock
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
            no-new-privileges = on        | no-new-privileges: expected true or false, found "on"
            capabilities = SETUID         | capabilities: expected a list of capabilities, found "SETUID"
            capabilities = [SYS_CHROT]    | capabilities: "SYS_CHROT" is no capability; did you mean SYS_CHROOT?
            capabilities = [cap_setuidd]  | capabilities: "cap_setuidd" is no capability; did you mean SETUID?
            capabilities = [ALL]          | capabilities: "ALL" is no capability, see capabilities(7)
            capabilities = [[]]           | capabilities: expected a name of capabilities(7) such as NET_BIND_SERVICE, found an empty list
            cgroup = 5                    | cgroup: expected an object of interface files such as { memory.max = 256M, pids.max = 100 }, found 5
            cgroup { memory = 5 }         | cgroup.memory: no interface file has such a name; expected CONTROLLER.NAME such as memory.max
            cgroup { memory.max = [] }    | cgroup.memory.max: expected what is written to the file, or a list of such lines, found an empty list
            cgroup { memory.max = "" }    | cgroup.memory.max: "" is no line for an interface file
            cgroup { "../x.y" = 5 }       | cgroup."../x.y": no interface file has such a name; expected CONTROLLER.NAME such as memory.max
            cgroup { cgroup.procs = 5 }   | cgroup.cgroup.procs: files of cgroup itself are not for confs
            limits = 5                    | limits: expected an object of limits such as { nproc = 64, as = 512M }, found 5
            limits.nofiles = 5            | limits.nofiles: no such limit; did you mean nofile?
            limits.memory = 5             | limits.memory: no such limit; expected one of cpu, fsize, data, stack, core, rss, nproc, nofile, memlock, as, locks, sigpending, msgqueue, nice, rtprio, rttime
            limits.nproc = 5M             | limits.nproc: expected a whole number, unlimited, or SOFT:HARD, found "5M"
            limits.nproc = -1             | limits.nproc: expected a whole number, unlimited, or SOFT:HARD, found -1
            limits.nproc = "1:2:3"        | limits.nproc: expected a whole number, unlimited, or SOFT:HARD, found "1:2:3"
            limits.nproc = "128:64"       | limits.nproc: the soft limit 128 is above the hard one, 64
            limits.nproc = "unlimited:64" | limits.nproc: the soft limit 18446744073709551615 is above the hard one, 64
            limits.nproc { soft = 5 }     | limits.nproc: expected a whole number, unlimited, or SOFT:HARD, or { soft, hard }
            limits.as = 10X               | limits.as: expected a size such as 10M, unlimited, or SOFT:HARD, found "10X"
            limits.as = 99999999999999999M | limits.as: expected a size such as 10M, unlimited, or SOFT:HARD, found "99999999999999999M"
            limits.cpu = 1.5              | limits.cpu: expected a number of seconds, a time such as 2m, unlimited, or SOFT:HARD, found 1.5
            limits.cpu = [1]              | limits.cpu: expected a number of seconds, a time such as 2m, unlimited, or SOFT:HARD, found a list
            isolation = jail              | isolation: expected one of chroot, namespaces, found "jail"
            network = none                | network: expected one of host, own, found "none"
            network = own                 | network: takes isolation = namespaces
            read-only-root = true         | read-only-root: takes isolation = namespaces
            proc = on                     | proc: expected one of none, processes, all, found "on"
            tmp = 64                      | tmp: expected a size such as 64M, or root for the root's own, found 64
            tmp = 64Q                     | tmp: expected a size such as 64M, or root for the root's own, found "64Q"
            tmp = 1K                      | tmp: "1K" is not between 4K and 1T
            hostname = ""                 | hostname: has 0 bytes; expected a name of 1 to 64 bytes
            mounts = [/srv]               | mounts: expected an object with from, to, read-only, found "/srv"
            mounts = [{ to = /a }]        | mounts.from: missing: a file or directory of the machine
            mounts = [{ from = /a }]      | mounts.to: missing: the file or directory inside the root that it covers
            mounts = [{ from = a, to = /a }] | mounts.from: "a" is not an absolute path
            mounts = [{ from = /a, to = /a/../b }] | mounts.to: "/a/../b" goes up with ..
            seccomp = true                | seccomp: expected on, off, or an object with allow, deny, action, found true
            seccomp { action = trap }     | seccomp.action: expected one of errno, kill, found "trap"
            seccomp { denny = [] }        | seccomp.denny: unknown key; did you mean seccomp.deny?
            seccomp { deny = ["p trace"] } | seccomp.deny: no system call has such a name; expected the name of a system call
            umask = 8                     | umask: "8" are no permission bits; expected octal digits such as 022
            umask = 07777                 | umask: "07777" are no permission bits; expected octal digits such as 022
            nice = 20                     | nice: expected a whole number from -20 to 19, found 20
            io-priority = "idle:1"        | io-priority: "idle:1" is no priority for disks; expected idle, best-effort:0 to :7 or realtime:0 to :7
            io-priority = "realtime:8"    | io-priority: "realtime:8" is no priority for disks; expected idle, best-effort:0 to :7 or realtime:0 to :7
            directory = "srv"             | directory: "srv" is not an absolute directory
            groups = ["a b"]              | groups: "a b" is not a group name; expected the name or number of a group
            groups = mail                 | groups: expected a list of groups, found "mail"
            stderr = file                 | stderr: expected one of connection, log, null, found "file"
            allow = []                    | allow: expected an address, a prefix such as 10.0.0.0/8, or file:NAME, found an empty list
            allow = localhost             | allow: "localhost" is not an IPv4 or IPv6 address
            allow = "10.0.0.1/8"          | allow: "10.0.0.1/8" has bits set beyond its first 8; write 10.0.0.0/8
            deny = "file:a/b"             | deny: "file:a/b" names no file; expected the name of a file in conf/access, or an absolute path
            access-times = "8-18"         | access-times: "8-18" is no time of day; expected times such as 08:00-18:00 or 22:00-06:00
            access-times = "08:00-08:00"  | access-times: 08:00-08:00 ends when it begins; expected times such as 08:00-18:00 or 22:00-06:00
            access-times = "00:00-24:01"  | access-times: "00:00-24:01" is no time of day; expected times such as 08:00-18:00 or 22:00-06:00
            max-programs = 0              | max-programs: expected a whole number from 1 to 2147483647, found 0
            max-programs-per-source = -1  | max-programs-per-source: expected a whole number from 1 to 2147483647, found -1
            max-rate = 50                 | max-rate: "50" is no rate; expected a rate such as 50/s, 10/m or 100/h
            max-rate = "0/s"              | max-rate: "0/s" is no rate; expected a rate such as 50/s, 10/m or 100/h
            max-rate-per-source = "1/d"   | max-rate-per-source: "1/d" is no rate; expected a rate such as 50/s, 10/m or 100/h
            max-load = 0                  | max-load: expected a number from 0.01 to 9999.0 with at most two decimals, found 0
            max-load = 1.234              | max-load: expected a number from 0.01 to 9999.0 with at most two decimals, found 1.234
            source-prefix-v6 = 129        | source-prefix-v6: expected a whole number from 1 to 128, found 129
            over-limit = drop             | over-limit: expected one of wait, refuse, found "drop"
            tcp-wrappers = [a, b]         | tcp-wrappers: expected the name of a daemon such as in.ftpd, found a list
            tcp-wrappers = "in.ftpd@x"    | tcp-wrappers: "in.ftpd@x" is no name for a daemon; it holds a blank, comma, colon, @ or control character
            proxy-protocol = []           | proxy-protocol: expected addresses or prefixes such as 10.0.0.0/8, found an empty list
            proxy-protocol = "file:list"  | proxy-protocol: "file:list" is not an IPv4 or IPv6 address
            time-limit = 60               | time-limit: expected a time such as 30s, 10m or 2h, found 60
            time-limit = soon             | time-limit: expected a time such as 30s, 10m or 2h, found "soon"
            time-limit = "10 moons"       | time-limit: expected a time such as 30s, 10m or 2h, found "10 moons"
            time-limit = 10ms             | time-limit: "10ms" is not between 1s and 366d
            kill-on-close = yes           | kill-on-close: expected true or false, found "yes"
            wait = yes                    | wait: expected true or false, found "yes"
            pass = fd3                    | pass: expected one of stdin, listen-fds, found "fd3"
            pass = listen-fds             | pass: takes wait = true
            env { LISTEN_FDS = 1 }        | env.LISTEN_FDS: set by the launcher for each connection
            keepalive-time = 60s          | keepalive-time: takes keepalive = true
            keepalive-probes = 128        | keepalive-probes: expected a whole number from 1 to 127, found 128
            send-buffer = 65536           | send-buffer: expected a size such as 64K or 1M, found 65536
            send-buffer = 1K              | send-buffer: "1K" is not between 2K and 1G
            bind-to-device = "a/b"        | bind-to-device: "a/b" is no name of an interface; expected the name of an interface
            mark = -1                     | mark: expected a whole number from 0 to 2147483647, found -1
            tos = 256                     | tos: expected a whole number from 0 to 255, found 256
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
            listen = ["unix:/run/x.sock", "unix:@x"] | [unix:/run/x.sock, unix:@x]
            """)
    void readsEndpoints(String line, String endpoints) {
        assertThat(directory().accepted(EXEC + ROOTS + USER + line).listen()).hasToString(endpoints);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            10.0.0.1:80           | 10.0.0.1:80
            [2001:db8::1]:http    | [2001:db8::1]:80
            a.b-c.example.:65535  | a.b-c.example.:65535
            localhost:1           | localhost:1
            """)
    void readsTargets(String target, String read) {
        Work.Redirect redirect = directory()
                .accepted(LISTEN + "redirect = \"" + target + "\"")
                .redirect()
                .orElseThrow();
        assertThat(redirect.target()).isEqualTo(read);
        assertThat(redirect.address().isPresent()).isEqualTo(!target.matches(".*[a-z]{5}.*"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            redirect = "10.0.0.1"          | redirect: expected HOST:PORT such as db.example.com:5432, 10.0.0.1:80 or [::1]:80, found "10.0.0.1"
            redirect = "::1:80"            | redirect: expected HOST:PORT such as db.example.com:5432, 10.0.0.1:80 or [::1]:80, found "::1:80"
            redirect = "10.1:80"           | redirect: "10.1" is not an IPv4 or IPv6 address
            redirect = "0.0.0.0:80"        | redirect: "0.0.0.0" is no address of a target
            redirect = "[10.0.0.1]:80"     | redirect: only an IPv6 address stands in brackets; expected HOST:PORT such as db.example.com:5432, 10.0.0.1:80 or [::1]:80
            redirect = "a b:80"            | redirect: "a b" is no name of a host; expected HOST:PORT such as db.example.com:5432, 10.0.0.1:80 or [::1]:80
            redirect = "host:0"            | redirect: port 0 is no port to connect to
            redirect = "host:65536"        | redirect: port "65536" is not in 0 to 65535
            """)
    void refusesTargets(String line, String message) {
        assertThat(directory().refused(LISTEN + line)).containsExactly("services/ftp.conf:2: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec = [cat]",
                "user = nobody",
                "roots = /srv",
                "stderr = log",
                "kill-on-close = true",
                "wait = true",
                "isolation = namespaces",
                "tmp = 1M",
                "seccomp = on"
            })
    void whereNothingIsRunNothingIsSaidAboutPrograms(String line) {
        String key = line.substring(0, line.indexOf(' '));
        assertThat(directory().refused(LISTEN + line + "\nredirect = \"10.0.0.1:80\""))
                .containsExactly("services/ftp.conf:2: " + key + ": not with redirect: no program is run");
    }

    @Test
    void whatIsRelayedAreConnections() {
        assertThat(directory().refused("listen = \"udp:*:69\"\nredirect = \"10.0.0.1:80\""))
                .containsExactly(
                        "services/ftp.conf:1: listen: udp:*:69: redirect relays connections, and datagrams have none");
        assertThat(directory().refused(REQUIRED + "send-proxy = v1"))
                .containsExactly("services/ftp.conf:5: send-proxy: takes redirect");
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nofile = "64:128"                         | 64             | 128
            nofile { soft = 64, hard = unlimited }    | 64             | -1
            as = 10M                                  | 10485760       | 10485760
            as = "10 MB:1 GiB"                        | 10000000       | 1073741824
            core = 0                                  | 0              | 0
            fsize = unlimited                         | -1             | -1
            cpu = 90                                  | 90             | 90
            cpu = "1500ms:2 minutes"                  | 2              | 120
            rttime = 200ms                            | 200000         | 200000
            rttime = 200                              | 200            | 200
            """)
    void readsLimits(String line, long soft, long hard) {
        assertThat(directory()
                        .accepted(REQUIRED + "limits." + line)
                        .confinement()
                        .limits())
                .singleElement()
                .satisfies(
                        limit -> assertThat(List.of(limit.soft(), limit.hard())).containsExactly(soft, hard));
    }

    @Test
    void readsTheWordsForAllOrNothing() {
        assertThat(directory()
                        .accepted(REQUIRED + "seccomp = off")
                        .confinement()
                        .seccomp())
                .contains(Seccomp.OFF);
        assertThat(directory().accepted(REQUIRED + "seccomp = on").confinement().seccomp())
                .contains(Seccomp.ON);
        assertThat(directory()
                        .accepted(REQUIRED + "capabilities = []")
                        .confinement()
                        .capabilities())
                .contains(Set.of());
    }

    @Test
    void aBannerMustFitIntoASendBuffer() {
        assertThat(directory().refused(REQUIRED + "banner = " + "x".repeat(2049)))
                .containsExactly("services/ftp.conf:5: banner: is 2049 bytes long; at most 2048 can be sent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            banner = hello           | banner: not with wait = true: the program takes the connections itself
            refusal = no             | refusal: not with wait = true: the program takes the connections itself
            kill-on-close = true     | kill-on-close: not with wait = true: the program takes the connections itself
            tcp-wrappers = in.ftpd   | tcp-wrappers: not with wait = true: the program takes the connections itself
            accept-from = [tcpmux]   | accept-from: not with wait = true: the program takes the connections itself
            """)
    void aProgramThatWaitsHasNoConnection(String line, String message) {
        assertThat(directory().refused(REQUIRED + line + "\nwait = true"))
                .containsExactly("services/ftp.conf:5: " + message);
    }

    @Test
    void aProgramWithASocketOnThreeHasNoConnectionForItsErrors() {
        String passed = REQUIRED + "wait = true\npass = listen-fds\n";
        assertThat(directory().accepted(passed).program().stderr()).isEqualTo(StandardError.LOG);
        assertThat(directory().accepted(passed + "stderr = \"null\"").program().stderr())
                .isEqualTo(StandardError.NULL);
        assertThat(directory().refused(passed + "stderr = connection"))
                .containsExactly("services/ftp.conf:7: stderr: connection: with pass = listen-fds the socket is"
                        + " descriptor 3 only; expected log or null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            *:21         | default /        |
            *:21         | 10.0.0.1 /       |
            *:21         | default -        | *:21: the roots table refuses it in line 5
            10.0.0.1:21  | 10.0.0.0/8 /     |
            unix:/run/x  | default /        |
            unix:/run/x  | 10.0.0.1 /       | unix:/run/x: is reached at no address, so the only line of the roots table is to be one for default
            10.0.0.1:21  | 10.0.0.1 -       | 10.0.0.1:21: the roots table refuses it in line 5
            10.0.0.1:21  | 10.0.0.2 /       | 10.0.0.1:21: no line of the roots table matches it
            """)
    void theRootOfAListeningSocketIsThatOfItsAddress(String endpoint, String line, @Nullable String message) {
        ServiceConf conf = directory()
                .accepted(EXEC + USER + "wait = true\nlisten = \"" + endpoint + "\"\nroots = [\"" + line + "\"]");
        RootsTable table = ((Reading.Accepted<RootsTable>) new ConfReader(path, ConfFiles.plain()).roots(conf)).value();
        assertThat(EndpointRoots.problems(conf, table))
                .extracting(Problem::message)
                .isEqualTo(message == null ? List.of() : List.of("listen: " + message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            *:21            | default /                            | as it stands
            10.0.0.9:21     | 10.0.0.0/8 /                         | as it stands
            udp:*:69        | 10.0.0.1 /a, ::1 /b                  | [10.0.0.1, ::1]
            *:69            | 10.0.0.1 -, 10.0.0.0/24 /            | [10.0.0.2, 10.0.0.3]
            udp:0.0.0.0:69  | ::1 /b, 10.0.0.3 -, default /        | [10.0.0.2]
            udp:[::]:69     | ::1 /b, 10.0.0.3 -, default /        | [::1, 10.0.0.2, 2001:db8::1]
            udp:*:69        | 192.168.0.0/16 /                     | []
            """)
    void aSocketForAllAddressesBecomesOneForEachThatHasARoot(String endpoint, String lines, String expected)
            throws Exception {
        ServiceConf conf = directory()
                .accepted(EXEC + USER + "wait = true\nlisten = \"" + endpoint + "\"\nroots = [\""
                        + lines.replace(", ", "\", \"") + "\"]");
        RootsTable table = ((Reading.Accepted<RootsTable>) new ConfReader(path, ConfFiles.plain()).roots(conf)).value();
        List<InetAddress> machine = List.of(
                InetAddress.getByName("10.0.0.2"),
                InetAddress.getByName("10.0.0.3"),
                InetAddress.getByName("2001:db8::1"));
        assertThat(EndpointRoots.addresses(conf, conf.listen().get(0), table, machine)
                        .map(all ->
                                all.stream().map(NumericAddress::text).toList().toString())
                        .orElse("as it stands"))
                .isEqualTo(expected);
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
