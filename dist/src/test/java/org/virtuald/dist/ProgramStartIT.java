package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a program is given: its connection, and nothing of the processes that started it. */
@AsRoot
class ProgramStartIT {

    @AutoClose
    private final Site site = new Site();

    ProgramStartIT() throws IOException {}

    @Test
    void theEnvironmentHasPathTheConfsVariablesAndTheConnection() throws Exception {
        Path root = site.root("one");
        site.service("env", """
                listen = ["127.0.0.1:0"]
                exec   = ["env"]
                roots  = ["default %s"]
                user   = "nobody"
                path   = "/nowhere:/usr/bin:/bin"
                env { TZ = "Asia/Seoul", GREETING = "안녕 = hello" }
                """.formatted(root));
        RunningHost host = site.start();
        int port = host.port("env");

        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.rest().lines())
                    .containsExactlyInAnyOrder(
                            "PATH=/nowhere:/usr/bin:/bin",
                            "TZ=Asia/Seoul",
                            "GREETING=안녕 = hello",
                            "PROTO=TCP",
                            "TCPLOCALIP=127.0.0.1",
                            "TCPLOCALPORT=" + port,
                            "TCPREMOTEIP=127.0.0.1",
                            "TCPREMOTEPORT=" + client.port(),
                            "REMOTE_HOST=127.0.0.1",
                            "REMOTE_ADDR=127.0.0.1",
                            "REMOTE_PORT=" + client.port());
        }
    }

    @Test
    void thePathIsThatOfRootWhenTheConfHasNone() throws Exception {
        site.service("path", site.root("one"), "sh", "-c", "echo $PATH");
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", host.port("path")))
                .isEqualTo("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
    }

    @Test
    void theOnlyDescriptorsAreTheConnectionThreeTimes() throws Exception {
        Probe probe = probe();

        assertThat(probe.value("descriptors")).isEqualTo("0 1 2");
        // one and the same socket, in blocking mode, O_RDWR
        assertThat(probe.value("file-0")).matches("socket [0-9]+ flags 2");
        assertThat(probe.value("file-1")).isEqualTo(probe.value("file-0"));
        assertThat(probe.value("file-2")).isEqualTo(probe.value("file-0"));
    }

    @Test
    void theDescriptorLimitIsWhatOldProgramsCanBear() throws Exception {
        List<String> limits = List.of(probe().value("descriptor-limit").split(" ", -1));

        assertThat(Long.parseLong(limits.get(0))).isLessThanOrEqualTo(1024);
        assertThat(Long.parseUnsignedLong(limits.get(1))).isGreaterThanOrEqualTo(Long.parseLong(limits.get(0)));
    }

    @Test
    void allSignalsAreDefaultAndUnblockedWhateverTheHostInherited() throws Exception {
        Probe probe = probe("sh", "-c", "trap '' HUP USR1 PIPE QUIT CHLD; exec \"$@\"", "sh");

        assertThat(probe.value("signals")).isEqualTo("blocked 0 pending 0");
        assertThat(probe.value("signals-not-default")).isEmpty();
    }

    @Test
    void umaskSessionAndDirectoryAreFixed() throws Exception {
        Probe probe = probe("sh", "-c", "umask 077; cd /usr; exec \"$@\"", "sh");

        assertThat(probe.value("umask")).isEqualTo("022");
        assertThat(probe.value("session")).isEqualTo("own");
        assertThat(probe.value("terminal")).isEqualTo("none");
        assertThat(probe.value("directory")).isEqualTo("/");
        assertThat(probe.value("priority")).isEqualTo("0");
        assertThat(probe.value("parent-death-signal")).isEqualTo("0");
    }

    @Test
    void theArgumentsAreThoseOfTheConf() throws Exception {
        site.service(
                "probe",
                Probe.root(site.directory().resolve("root")),
                "probe",
                "-l",
                "two words",
                "",
                "$HOME",
                "é\\\"");
        RunningHost host = site.start();

        assertThat(Probe.ask("127.0.0.1", host.port("probe")).values("argument"))
                .containsExactly("[probe]", "[-l]", "[two words]", "[]", "[$HOME]", "[é\\\"]");
    }

    private Probe probe(String... before) throws IOException, InterruptedException {
        site.service("probe", Probe.root(site.directory().resolve("root")), "probe");
        RunningHost host = site.begin(before).awaitReady();
        return Probe.ask("127.0.0.1", host.port("probe"));
    }
}
