package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an administrator can ask for while the host runs. */
@AsRoot
class PauseAndDrainIT {

    @AutoClose
    private final Site site = new Site();

    private final int port = FreePort.find();

    PauseAndDrainIT() throws IOException {}

    @Test
    void clientsOfAPausedServiceWaitAndAreAnsweredAfterItsResumption() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", Reloads.conf(root, "old", "127.0.0.1:" + port));
        RunningHost host = site.start();
        ask("pause", "echo").andWell();

        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                clients.add(Client.to("127.0.0.1", port));
            }
            Reloads.put(conf, Reloads.conf(root, "new", "127.0.0.1:" + port));
            Reloads.reload(site);
            assertThat(Reloads.waiting(port))
                    .as("clients in the queue after a reload")
                    .isEqualTo(5);
            assertThat(host.programs()).isEmpty();
            ask("resume", "echo").andWell();
            for (Client client : clients) {
                assertThat(client.rest()).isEqualTo("new\n");
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void drainingEndsWithTheLastProgramAlsoOfEarlierConfs() throws Exception {
        Path root = site.root("one");
        String text = """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"%s]
                roots  = ["default %s"]
                user   = "nobody"
                """;
        Path conf = site.service("cat", text.formatted(port, "", root));
        RunningHost host = site.start();

        try (Client earlier = Client.to("127.0.0.1", port)) {
            assertThat(earlier.exchange("one")).isEqualTo("one");
            Reloads.put(conf, text.formatted(port, ", \"-\"", root));
            Reloads.reload(site);
            CompletableFuture<Void> drained;
            try (Client later = Client.to("127.0.0.1", port)) {
                assertThat(later.exchange("two")).isEqualTo("two");
                drained = CompletableFuture.runAsync(() -> {
                    try {
                        Reloads.command(site, "drain", "cat");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                Await.until(
                        "it is being drained", () -> Reloads.state(site, "cat").equals("draining"));
                assertThat(later.exchange("three")).isEqualTo("three");
            }
            Await.until("one program", () -> host.programs().size() == 1);
            try (Client waiting = Client.to("127.0.0.1", port)) {
                assertThat(earlier.exchange("four")).isEqualTo("four");
                assertThat(drained).isNotDone();
                earlier.endSending();
                drained.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
                assertThat(host.programs()).isEmpty();
                Reloads.command(site, "resume", "cat");
                assertThat(waiting.exchange("five")).isEqualTo("five");
            }
        }
    }

    @Test
    void anUnknownServiceIsAnErrorThatNamesTheOthers() throws Exception {
        Path root = site.root("one");
        site.service("echo", Reloads.conf(root, "x", "127.0.0.1:" + port));
        site.service("more", root, "cat");
        site.start();

        for (String command : List.of("pause", "resume", "drain")) {
            Outcome outcome = ask(command, "none");
            assertThat(outcome.status()).isEqualTo(69);
            assertThat(outcome.err()).contains("no service none is running; there are: echo, more");
        }
    }

    private Outcome ask(String command, String service) throws IOException, InterruptedException {
        return Distribution.run(command, "--state", site.state().toString(), service);
    }
}
