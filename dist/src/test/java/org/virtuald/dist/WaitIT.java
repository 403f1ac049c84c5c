package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Services whose programs get the listening socket. */
@AsRoot
class WaitIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    WaitIT() throws IOException, InterruptedException {
        Probe.listener(root);
    }

    private void serve(int port, String exec, String settings) throws IOException {
        site.service("service", """
                listen = ["127.0.0.1:%d"]
                exec   = [%s]
                roots  = ["default %s"]
                user   = "nobody"
                wait   = true
                verbose = true
                %s
                """.formatted(port, exec, root, settings));
    }

    private RunningHost start(String exec, String settings) throws IOException, InterruptedException {
        serve(0, exec, settings);
        return site.start();
    }

    private static Probe ask(RunningHost host) throws IOException, InterruptedException {
        return Probe.of(Client.ask("127.0.0.1", host.port("service")));
    }

    @Test
    void oneProgramTakesConnectionsUntilItEndsAndThenTheNextOneDoes() throws Exception {
        RunningHost host = start("listener, 2", "");

        Probe first = ask(host);
        Probe second = ask(host);
        host.log().await("its program has ended, pid " + first.value("pid") + " exited with status 0");
        Probe third = ask(host);

        assertThat(first.value("number")).isEqualTo("1");
        assertThat(first.value("root")).isEqualTo("one");
        assertThat(first.value("socket")).isEqualTo("0");
        assertThat(first.value("descriptors")).startsWith("0 1 2 3"); // and the connection
        assertThat(first.value("TCPLOCALIP")).isEqualTo("127.0.0.1");
        assertThat(first.value("REMOTE_HOST")).isEqualTo("absent");
        assertThat(second.value("number")).isEqualTo("2");
        assertThat(second.value("pid")).isEqualTo(first.value("pid"));
        assertThat(third.value("number")).isEqualTo("1");
        assertThat(third.value("pid")).isNotEqualTo(first.value("pid"));
    }

    @Test
    void theSocketBlocksWhateverTheProgramBeforeHasDoneToIt() throws Exception {
        RunningHost host = start("listener, 1, nonblock", "");

        for (int i = 0; i < 3; i++) {
            assertThat(ask(host).value("blocking")).isEqualTo("yes");
        }
    }

    @Test
    void theSocketIsPassedTheWayOfSystemd() throws Exception {
        RunningHost host = start("listener, 1", "pass = listen-fds");

        Probe probe = ask(host);

        assertThat(probe.value("socket")).isEqualTo("3");
        assertThat(probe.value("listen-pid")).isEqualTo("own");
        assertThat(probe.value("LISTEN_FDS")).isEqualTo("1");
        assertThat(probe.value("LISTEN_FDNAMES")).isEqualTo("service");
        assertThat(probe.value("descriptors")).isEqualTo("0 1 2 3 4"); // 4 is the connection
    }

    @Test
    void aProgramThatCannotBeRunSaysSoAlsoWhenItsSocketIsOnThree() throws Exception {
        RunningHost host = start("missing", "pass = listen-fds");

        try (Client client = Client.to("127.0.0.1", host.port("service"))) {
            host.log().await("127.0.0.1:[0-9]+: exec failed in root .*: missing on .*: ENOENT");
            assertThat(client.port()).isPositive();
        }
    }

    @Test
    void whatItWritesToItsStandardErrorIsInTheLog() throws Exception {
        RunningHost host = start("sh, -c, \"echo here >&2; exec listener 1\"", "pass = listen-fds");

        ask(host);

        host.log().await("INFO service: 127\\.0\\.0\\.1:[0-9]+: here");
    }

    @Test
    void aProgramThatTakesNothingIsStartedAgainAfterPausesThatGrow() throws Exception {
        RunningHost host = start("listener, 0", "");
        int port = host.port("service");

        try (Client client = Client.to("127.0.0.1", port)) {
            host.log().await("its program has ended and left what came in; the next one is started in 100 ms");
            host.log().await("the next one is started in 200 ms");
            host.log().await("the next one is started in 400 ms");
            host.log().await("the next one is started in 800 ms");
            assertThat(host.log().toString().split("a program has the socket", -1))
                    .hasSizeLessThan(8);

            // and it was never switched off: the connection is served as soon as a program takes it
            serve(0, "listener, 1", "");
            assertThat(Probe.of(client.rest()).value("number")).isEqualTo("1");
        }
    }

    @Test
    void aProgramThatRunsKeepsItsSocketWhileTheConfChanges() throws Exception {
        RunningHost host = start("listener, 2", "env { VERSION = 1 }");
        Probe first = ask(host);

        serve(0, "listener, 2", "env { VERSION = 2 }");
        host.log().await("reloaded: 0 added, 1 changed");
        Probe second = ask(host);
        Probe third = ask(host);

        assertThat(second.value("pid")).isEqualTo(first.value("pid"));
        assertThat(second.value("VERSION")).isEqualTo("1");
        assertThat(third.value("pid")).isNotEqualTo(first.value("pid"));
        assertThat(third.value("VERSION")).isEqualTo("2");
    }

    @Test
    void aProgramThatRunsOutlivesItsService() throws Exception {
        RunningHost host = start("listener, 2", "");
        Probe first = ask(host);

        Files.delete(site.serviceFile("service"));
        host.log().await("reloaded: 0 added, 0 changed, 1 removed");
        Probe second = ask(host);

        assertThat(second.value("pid")).isEqualTo(first.value("pid"));
    }

    @Test
    void aServiceCanTakeItsConnectionsItselfAgain() throws Exception {
        int port = FreePort.find();
        serve(port, "listener, 2, nonblock", "");
        RunningHost host = site.start();
        Probe first = Probe.of(Client.ask("127.0.0.1", port));
        assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("pid")).isEqualTo(first.value("pid"));
        host.log().await("its program has ended");

        site.service("service", """
                listen = ["127.0.0.1:%d"]
                exec   = ["listener", "1"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, root));
        host.log().await("reloaded: 0 added, 1 changed");

        for (int i = 0; i < 3; i++) {
            assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("TCPREMOTEIP"))
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aPausedServiceStartsNothing() throws Exception {
        RunningHost host = start("listener, 1", "");
        Distribution.run("pause", "service", "--state", site.state().toString()).andWell();

        try (Client client = Client.to("127.0.0.1", host.port("service"))) {
            Distribution.run("resume", "service", "--state", site.state().toString())
                    .andWell();
            assertThat(Probe.of(client.rest()).value("number")).isEqualTo("1");
        }
    }

    @Test
    void itsTimeCanBeLimited() throws Exception {
        RunningHost host = start("listener, 9", "time-limit = 1s");
        Probe first = ask(host);

        host.log().await("pid " + first.value("pid") + " was killed by signal 15");
        assertThat(ask(host).value("pid")).isNotEqualTo(first.value("pid"));
    }

    @Test
    void aListeningSocketWithoutARootIsAnError() throws Exception {
        site.service("service", """
                listen = ["127.0.0.2:0"]
                exec   = ["listener"]
                roots  = ["127.0.0.1 %s"]
                user   = "nobody"
                wait   = true
                """.formatted(root));

        Outcome outcome = Distribution.run("check", "--conf", site.conf().toString());

        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.err())
                .contains("service.conf:1: listen: 127.0.0.2:0: no line of the roots table matches it");
        site.begin().log().await("service.conf:1: listen: 127.0.0.2:0: no line of the roots table matches it");
    }

    @Test
    void aSocketForAllAddressesBecomesOneForEachAddressOfTheTable() throws Exception {
        int port = FreePort.find();
        site.service("service", """
                listen = ["*:%d"]
                exec   = ["listener", "1"]
                roots  = ["127.0.0.1 %s", "127.0.0.2 %s"]
                user   = "nobody"
                wait   = true
                """.formatted(port, root, Probe.listener(site.root("two"))));
        RunningHost host = site.start();

        assertThat(host.ready()).contains("service on 127.0.0.");
        assertThat(host.ports("service")).containsExactly(port, port);
        assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("root")).isEqualTo("one");
        assertThat(Probe.of(Client.ask("127.0.0.2", port)).value("root")).isEqualTo("two");
    }

    @Test
    void everyListenerHasItsOwnProgram() throws Exception {
        Path two = Probe.listener(site.root("two"));
        site.service("service", """
                listen = ["127.0.0.1:0", "127.0.0.2:0"]
                exec   = ["listener", "2"]
                roots  = ["127.0.0.1 %s", "127.0.0.2 %s"]
                user   = "nobody"
                wait   = true
                """.formatted(root, two));
        RunningHost host = site.start();
        List<Integer> ports = host.ports("service");

        Probe one = Probe.of(Client.ask("127.0.0.1", ports.get(0)));
        Probe other = Probe.of(Client.ask("127.0.0.2", ports.get(1)));

        assertThat(one.value("root")).isEqualTo("one");
        assertThat(other.value("root")).isEqualTo("two");
        assertThat(Probe.of(Client.ask("127.0.0.1", ports.get(0))).value("pid")).isEqualTo(one.value("pid"));
        Await.until(
                "the one that has served two has ended", () -> host.programs().size() == 1);
    }
}
