package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a conf gives a program beside its connection, and how long its program may stay. */
@AsRoot
class ProgramSettingsIT {

    @AutoClose
    private final Site site = new Site();

    ProgramSettingsIT() throws IOException {}

    private RunningHost serve(Path root, String exec, String settings) throws IOException, InterruptedException {
        site.service("service", """
                listen = ["127.0.0.1:0"]
                exec   = [%s]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(exec, root, settings));
        return site.start();
    }

    private Probe probe(String settings) throws IOException, InterruptedException {
        Path root = Probe.root(site.directory().resolve("root"));
        Files.createDirectory(root.resolve("work"));
        RunningHost host = serve(root, "probe, one", settings);
        return Probe.ask("127.0.0.1", host.port("service"));
    }

    @Test
    void itsNameMaskDirectoryAndPrioritiesAreTheConfs() throws Exception {
        Probe probe = probe("""
                argv0 = "-sh"
                umask = 077
                nice = 7
                io-priority = "best-effort:6"
                directory = /work
                """);

        assertThat(probe.values("argument")).containsExactly("[-sh]", "[one]");
        assertThat(probe.value("umask")).isEqualTo("077");
        assertThat(probe.value("priority")).isEqualTo("7");
        assertThat(probe.value("directory")).isEqualTo("/work");
        assertThat(probe.value("io-priority")).isEqualTo("2 6");
    }

    @Test
    void itsGroupsAreTheConfsInsteadOfTheUsers() throws Exception {
        Probe probe = probe("groups = [mail, 4711]");

        assertThat(probe.value("groups")).isEqualTo("8 4711");
    }

    @Test
    void aGroupThatDoesNotExistIsAnErrorWithItsLine() throws Exception {
        site.service("service", """
                listen = ["127.0.0.1:0"]
                exec   = ["env"]
                roots  = ["default /"]
                user   = "nobody"
                groups = ["nosuchgroup"]
                """);
        RunningHost host = site.begin();

        host.log().await("service.conf:5: groups: no group \"nosuchgroup\" on this machine");
    }

    @Test
    void whatItWritesToItsStandardErrorIsInTheLogLineByLine() throws Exception {
        RunningHost host = serve(
                site.root("one"), "sh, -c, \"echo out; echo first >&2; printf 'a\\\\nlast' >&2\"", "stderr = log");

        assertThat(Client.ask("127.0.0.1", host.port("service"))).isEqualTo("out\n");
        host.log().await("INFO service: 127\\.0\\.0\\.1:[0-9]+: first");
        host.log().await("INFO service: 127\\.0\\.0\\.1:[0-9]+: a");
        host.log().await("INFO service: 127\\.0\\.0\\.1:[0-9]+: last");
    }

    @Test
    void whatItWritesToItsStandardErrorIsNowhere() throws Exception {
        RunningHost host = serve(site.root("one"), "sh, -c, \"echo out; echo lost >&2\"", "stderr = \"null\"");

        assertThat(Client.ask("127.0.0.1", host.port("service"))).isEqualTo("out\n");
    }

    @Test
    void aBannerComesBeforeTheProgramsOwnWords() throws Exception {
        RunningHost host = serve(site.root("one"), "sh, -c, \"echo hello\"", "banner = \"Welcome\\n\"");

        assertThat(Client.ask("127.0.0.1", host.port("service"))).isEqualTo("Welcome\nhello\n");
    }

    @Test
    void aProgramAndWhatItHasStartedEndWhenTheTimeIsOver() throws Exception {
        RunningHost host = serve(
                site.root("one"),
                "sh, -c, \"(trap '' TERM; while :; do :; done) & echo $$; wait\"",
                "time-limit = 1s\nverbose = true");

        try (Client client = Client.to("127.0.0.1", host.port("service"))) {
            // the end of file comes only when nobody of the group holds the connection any more
            String pid = client.rest().strip();
            host.log().await("its time of 1 s is over");
            host.log().await("pid " + pid + " was killed by signal 15");
            assertThat(Files.exists(Path.of("/proc", pid))).isFalse();
        }
    }

    @Test
    void aProgramEndsWhenItsClientHasGone() throws Exception {
        RunningHost host = serve(
                site.root("one"), "sh, -c, \"echo $$; while :; do :; done\"", "kill-on-close = true\nverbose = true");

        String pid;
        try (Client client = Client.to("127.0.0.1", host.port("service"))) {
            pid = client.line();
        }

        host.log().await("pid " + pid + " was killed by signal 15");
    }
}
