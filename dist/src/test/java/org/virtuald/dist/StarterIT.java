package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The processes that start programs come with the first launch, go with their service, and are replaced when they are killed. */
@AsRoot
class StarterIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    StarterIT() throws IOException, InterruptedException {}

    @Test
    void itComesWithTheFirstLaunchAndGoesWithItsService() throws Exception {
        Path first = site.service("first", root, "cat", "/name");
        site.service("second", root, "cat", "/name");
        RunningHost host = site.start();
        assertThat(host.starters()).isEmpty();

        ask(host, "first");
        ask(host, "second");
        List<Long> starters = host.starters();
        assertThat(starters).hasSize(2);

        Files.delete(first);
        Await.until(
                "the starter of the first service has ended",
                () -> host.starters().size() == 1);
        ask(host, "second");
    }

    @Test
    void aServiceThatNobodyAsksTakesNoThreadOfTheLauncher() throws Exception {
        site.service("quiet", root, "cat", "/name");
        site.service("asked", root, "cat", "/name");
        RunningHost host = site.start();
        ask(host, "asked");

        assertThat(host.launcher().threadNames()).contains("asked/1").noneMatch(name -> name.startsWith("quiet/"));
    }

    @Test
    void oneThatWasKilledIsReplacedAndNoConnectionIsLost() throws Exception {
        site.service("name", root, "cat", "/name");
        RunningHost host = site.start();
        for (int i = 0; i < 5; i++) {
            ask(host, "name");
            for (long starter : host.starters()) {
                ProcessHandle.of(starter).ifPresent(ProcessHandle::destroyForcibly);
                Await.until("it is gone", () -> !new ProcFiles(starter).isAlive());
            }
        }
    }

    @Test
    void noneOutlivesItsLauncherAndProgramsDo() throws Exception {
        site.service("name", root, "cat");
        RunningHost host = site.start();
        try (Client client = Client.to("127.0.0.1", host.port("name"))) {
            assertThat(client.exchange("hello")).isEqualTo("hello");
            List<Long> starters = host.starters();
            assertThat(starters).hasSize(1);

            ProcessHandle.of(host.launcher().pid()).orElseThrow().destroyForcibly();

            ProcFiles starter = new ProcFiles(starters.get(0));
            Await.until("the starter has ended", () -> !starter.isAlive());
            assertThat(client.exchange("again")).isEqualTo("again");
        }
    }

    private static void ask(RunningHost host, String service) throws Exception {
        assertThat(Client.ask("127.0.0.1", host.port(service))).isEqualTo("one\n");
    }
}
