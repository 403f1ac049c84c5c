package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program may, told by the program itself, for every way in which it can be started. */
@AsRoot
class ConfinementIT {

    private static final String NONE = "effective 000000000 permitted 000000000 inheritable 000000000";

    /** A way in which a connection comes to a program. */
    enum Way {
        /** The service listens. */
        STREAM("listen = [\"127.0.0.1:0\"]") {
            @Override
            Probe ask(RunningHost host) throws Exception {
                return Probe.ask("127.0.0.1", host.port("probe"));
            }
        },

        /** A bundle hands the connection over. */
        TCPMUX("listen = [\"127.0.0.1:0\"]\naccept-from = [\"tcpmux\"]") {
            @Override
            void prepare(Site site) throws IOException {
                Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
                Files.writeString(
                        bundles.resolve("internal.properties"), "tcpmux = 127.0.0.1:0\ntcpmux.services = probe\n");
                Files.copy(
                        Distribution.HOME.resolve("share").resolve("bundles").resolve("internal.jar"),
                        bundles.resolve("internal.jar"));
            }

            @Override
            Probe ask(RunningHost host) throws Exception {
                try (Client client = Client.to("127.0.0.1", host.port("tcpmux"))) {
                    client.send("probe\r\n");
                    return Probe.of(client.rest());
                }
            }
        },

        /** A balancer tells whose connection it is. */
        PROXY("listen = [\"127.0.0.1:0\"]\nproxy-protocol = \"127.0.0.1\"") {
            @Override
            Probe ask(RunningHost host) throws Exception {
                try (Client client = Client.to("127.0.0.1", host.port("probe"))) {
                    client.send("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n");
                    return Probe.of(client.rest());
                }
            }
        },

        /** The program gets the listening socket. */
        WAIT("listen = [\"127.0.0.1:0\"]\nwait = true") {
            @Override
            Probe ask(RunningHost host) throws Exception {
                return Probe.ask("127.0.0.1", host.port("probe"));
            }
        },

        /** The program gets the socket that datagrams come to. */
        DATAGRAM("listen = [\"udp:127.0.0.1:0\"]\nwait = true") {
            @Override
            Probe ask(RunningHost host) throws Exception {
                try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
                    return Probe.of(client.exchange("127.0.0.1", host.port("probe"), "?"));
                }
            }
        };

        private final String listen;

        Way(String listen) {
            this.listen = listen;
        }

        void prepare(Site site) throws IOException {}

        abstract Probe ask(RunningHost host) throws Exception;
    }

    @AutoClose
    private final Site site = new Site();

    ConfinementIT() throws IOException {}

    @ParameterizedTest
    @EnumSource
    void anOrdinaryUserKeepsNothing(Way way) throws Exception {
        Probe probe = probe(way, "61234:61235");

        assertThat(probe.value("uid")).isEqualTo("61234 61234 61234 61234");
        assertThat(probe.value("gid")).isEqualTo("61235 61235 61235 61235");
        assertThat(probe.value("groups")).isEmpty(); // of a number without an account
        assertThat(probe.value("capabilities")).isEqualTo(NONE);
        assertThat(probe.value("bounding")).isEqualTo("0");
        assertThat(probe.value("ambient")).isEqualTo("0");
        assertThat(probe.value("no-new-privileges")).isEqualTo("1");
        assertThat(probe.value("seccomp")).isEqualTo("2");
        assertThat(probe.value("secure-bits")).isEqualTo("eb");
        assertThat(probe.value("limit-nofile")).startsWith("1024 ");
        assertThat(probe.value("limit-core")).startsWith("0 ");
        assertThat(probe.value("umask")).isEqualTo("022");
        assertThat(probe.value("descriptors")).isEqualTo("0 1 2");
        assertThat(probe.value("dumpable")).isEqualTo("1"); // by its own user alone, who is nobody's but the program's
    }

    @ParameterizedTest
    @EnumSource
    void rootGetsWhatInetdGivesIt(Way way) throws Exception {
        Probe probe = probe(way, "root");
        ProcFiles self = new ProcFiles(ProcessHandle.current().pid());

        assertThat(Long.parseUnsignedLong(probe.value("bounding"), 16))
                .isEqualTo(Long.parseUnsignedLong(self.status("CapBnd"), 16));
        assertThat(probe.value("no-new-privileges")).isEqualTo("0");
        assertThat(probe.value("seccomp")).isEqualTo("0");
        assertThat(probe.value("secure-bits")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void aKeptCapabilityIsHeldByAnOrdinaryUser(Way way) throws Exception {
        Probe probe = probe(way, "61234", "capabilities = [net_bind_service]");

        assertThat(probe.value("uid")).isEqualTo("61234 61234 61234 61234");
        assertThat(probe.value("capabilities"))
                .isEqualTo("effective 000000400 permitted 000000400 inheritable 000000400");
        assertThat(probe.value("bounding")).isEqualTo("400");
        assertThat(probe.value("ambient")).isEqualTo("400");
        assertThat(probe.value("no-new-privileges")).isEqualTo("1");
        assertThat(probe.value("seccomp")).isEqualTo("2");
        assertThat(probe.value("secure-bits")).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource
    void rootCanBeLeftWithLittle(Way way) throws Exception {
        Probe probe = probe(way, "root", "capabilities = [SETUID, SETGID]\nno-new-privileges = true\nseccomp = on");

        assertThat(probe.value("uid")).isEqualTo("0 0 0 0");
        assertThat(probe.value("capabilities"))
                .isEqualTo("effective 0000000c0 permitted 0000000c0 inheritable 000000000");
        assertThat(probe.value("bounding")).isEqualTo("c0");
        assertThat(probe.value("no-new-privileges")).isEqualTo("1");
        assertThat(probe.value("seccomp")).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource
    void rootCanBeLeftWithNothing(Way way) throws Exception {
        Probe probe = probe(way, "root", "capabilities = []");

        assertThat(probe.value("capabilities")).isEqualTo(NONE);
        assertThat(probe.value("bounding")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void eachCanBeSwitchedOff(Way way) throws Exception {
        Probe probe = probe(way, "61234", "no-new-privileges = false\nseccomp = off");

        assertThat(probe.value("no-new-privileges")).isEqualTo("0");
        assertThat(probe.value("seccomp")).isEqualTo("0");
        assertThat(probe.value("capabilities")).isEqualTo(NONE);
    }

    @ParameterizedTest
    @EnumSource
    void theFilterNeedsNoNoNewPrivileges(Way way) throws Exception {
        Probe probe = probe(way, "61234", "no-new-privileges = false");

        assertThat(probe.value("no-new-privileges")).isEqualTo("0");
        assertThat(probe.value("seccomp")).isEqualTo("2");
        assertThat(probe.value("capabilities")).isEqualTo(NONE);
    }

    @ParameterizedTest
    @EnumSource
    void limitsHold(Way way) throws Exception {
        Probe probe = probe(way, "61234", """
                limits {
                  cpu = 2m, fsize = 1M, data = "64M:128M", stack = 4M, core = 0, rss = 32M, nproc = "16:32"
                  nofile { soft = 20, hard = 40 }, memlock = 0, as = 256M, locks = 5, sigpending = 6, msgqueue = 1000
                  nice = 0, rtprio = 0, rttime = 1s
                }""");

        assertThat(probe.value("limit-cpu")).isEqualTo("120 120");
        assertThat(probe.value("limit-fsize")).isEqualTo("1048576 1048576");
        assertThat(probe.value("limit-data")).isEqualTo("67108864 134217728");
        assertThat(probe.value("limit-stack")).isEqualTo("4194304 4194304");
        assertThat(probe.value("limit-core")).isEqualTo("0 0");
        assertThat(probe.value("limit-rss")).isEqualTo("33554432 33554432");
        assertThat(probe.value("limit-nproc")).isEqualTo("16 32");
        assertThat(probe.value("limit-nofile")).isEqualTo("20 40");
        assertThat(probe.value("limit-memlock")).isEqualTo("0 0");
        assertThat(probe.value("limit-as")).isEqualTo("268435456 268435456");
        assertThat(probe.value("limit-locks")).isEqualTo("5 5");
        assertThat(probe.value("limit-sigpending")).isEqualTo("6 6");
        assertThat(probe.value("limit-msgqueue")).isEqualTo("1000 1000");
        assertThat(probe.value("limit-nice")).isEqualTo("0 0");
        assertThat(probe.value("limit-rtprio")).isEqualTo("0 0");
        assertThat(probe.value("limit-rttime")).isEqualTo("1000000 1000000");
    }

    @Test
    void aConfThatAsksForWhatCannotBeGivenIsRefused() throws Exception {
        Path conf = service(Way.STREAM, "61234", "seccomp { deny = [ptrce] }");
        RunningHost host = site.begin();

        assertThat(host.log().await("ptrce"))
                .contains(conf + ":5: seccomp: no system call has the name ptrce, see syscalls(2)");
        assertThat(Outcome.of(Distribution.command(
                                "check", "--conf", site.conf().toString()))
                        .err())
                .contains(conf + ":5: seccomp: no system call has the name ptrce");
    }

    @Test
    void aLimitThatTheLauncherCannotRaiseIsRefusedBeforeAnyClientComes() throws Exception {
        ProcFiles self = new ProcFiles(ProcessHandle.current().pid());
        boolean raises = (Long.parseUnsignedLong(self.status("CapEff"), 16) >>> 24 & 1) != 0; // CAP_SYS_RESOURCE
        boolean limited =
                !Outcome.of(List.of("sh", "-c", "ulimit -Hn")).out().strip().equals("unlimited");
        assumeTrue(!raises && limited, "every limit can be had here");
        Path conf = service(Way.STREAM, "61234", "limits.nofile = unlimited");
        RunningHost host = site.begin();

        String message = conf + ":5: limits: nofile: above ";
        assertThat(host.log().await("limits: nofile")).contains(message).contains("CAP_SYS_RESOURCE");
        assertThat(Distribution.run("check", "--conf", site.conf().toString()).err())
                .contains(message);
    }

    @Test
    void aDeniedCallCanKill() throws Exception {
        service(Way.STREAM, "61234", "verbose = true\nseccomp { deny = [getresuid], action = kill }");
        RunningHost host = site.start();
        Client.ask("127.0.0.1", host.port("probe"));

        assertThat(host.log().await(" ended, pid ")).contains("was killed by signal 31"); // SIGSYS
    }

    @Test
    void ordinaryProgramsGoOn() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        Path perl = Path.of("/usr/bin/perl");
        site.service("shell", Path.of("/"), "sh", "-c", "ls / | sort | wc -l; (sleep 0; echo $((6 * 7))) & wait");
        if (Files.isExecutable(perl)) {
            site.service("perl", Path.of("/"), "perl", "-MSocket", "-e", """
                    socket(my $s, PF_INET, SOCK_STREAM, 0) or die $!; print `echo 42`""");
        }
        if (Files.isExecutable(python)) {
            site.service("python", Path.of("/"), "/usr/bin/python3", "-c", """
                    import socket, subprocess, threading
                    socket.getaddrinfo("localhost", 80)
                    t = threading.Thread(target=lambda: print(subprocess.check_output(["echo", "42"]).decode()))
                    t.start(); t.join()""");
        }
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", host.port("shell"))).endsWith("\n42\n");
        for (String name : List.of("perl", "python")) {
            if (Files.exists(site.serviceFile(name))) {
                assertThat(Client.ask("127.0.0.1", host.port(name)).strip()).isEqualTo("42");
            }
        }
    }

    @Test
    void noThreadOfTheLauncherEverCarriesAProgramsIdentity() throws Exception {
        service(Way.STREAM, "61234:61235", "");
        RunningHost host = site.start();
        TreeSet<String> seen = new TreeSet<>();
        try (Load load = new Load(4, host.port("probe"), answer -> answer.contains("uid 61234 61234"))) {
            int goal = load.answers() + 400;
            while (load.answers() < goal) {
                seen.addAll(identities(host.launcher().pid()));
            }
            assertThat(load.failures()).isEmpty();
        }
        ProcFiles self = new ProcFiles(ProcessHandle.current().pid());
        assertThat(seen)
                .containsExactly("uid 0 0 0 0 gid 0 0 0 0 permitted " + self.status("CapPrm") + " effective "
                        + self.status("CapEff") + " seccomp 0 root /");
    }

    private static List<String> identities(long pid) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks) {
                try {
                    List<String> status = Files.readAllLines(task.resolve("status"));
                    found.add("uid " + field(status, "Uid") + " gid " + field(status, "Gid") + " permitted "
                            + field(status, "CapPrm") + " effective " + field(status, "CapEff") + " seccomp "
                            + field(status, "Seccomp") + " root "
                            + Files.readSymbolicLink(task.resolve("root")));
                } catch (IOException e) {
                    assumeTrue(!Files.exists(task), "a thread that has not ended can be read");
                }
            }
        }
        return List.copyOf(found);
    }

    private static String field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    private Probe probe(Way way, String user, String... lines) throws Exception {
        service(way, user, String.join("\n", lines));
        way.prepare(site);
        return way.ask(site.start());
    }

    private Path service(Way way, String user, String lines) throws IOException, InterruptedException {
        return site.service(
                "probe", """
                exec   = ["probe"]
                roots  = ["default %s"]
                user   = "%s"
                %s
                %s
                """.formatted(Probe.root(site.directory().resolve("root")), user, way.listen, lines));
    }
}
