package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Limits make clients wait, or refuse some; they never switch a service off. */
@AsRoot
class LimitsIT {
    private static final String ONE = "127.0.0.9";
    private static final String OTHER = "127.0.0.8";
    private static final int PARKED = 8;

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    /** What a test has opened, in order. */
    private final List<Client> clients = new ArrayList<>();

    LimitsIT() throws IOException, InterruptedException {}

    @AfterEach
    void closeClients() throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void overTheNumberOfProgramsClientsWaitInTheKernelsQueue() throws Exception {
        service("echo", "max-programs = 2");
        RunningHost host = site.start();
        int port = host.port("echo");
        Client first = served(ONE, port);
        served(ONE, port);
        Client third = open(OTHER, port);
        third.send("hello\n");
        Await.until("it waits", () -> Reloads.waiting(port) == 1);
        assertThat(host.programs()).hasSize(2);

        first.close();

        assertThat(third.line()).isEqualTo("hello");
    }

    @Test
    void orTheyAreRefusedUntilAProgramEnds() throws Exception {
        service("echo", "max-programs = 1", "over-limit = refuse", "refusal = \"Full.\\n\"");
        RunningHost host = site.start();
        int port = host.port("echo");
        Client first = served(ONE, port);

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("Full.\n");
        host.log().await(" INFO echo: .* refused: the service has as many programs as it may");
        first.close();
        Await.until("its program has ended", () -> host.programs().isEmpty());
        Await.until("the next is served", () -> {
            Client next = open(ONE, port);
            next.send("next\n");
            return "next".equals(next.line());
        });
    }

    @Test
    void aSourceOverItsLimitStandsInNobodysWay() throws Exception {
        service("echo", "max-programs-per-source = 1");
        RunningHost host = site.start();
        int port = host.port("echo");
        Client first = served(ONE, port);
        List<Client> waiting = new ArrayList<>();
        for (int i = 0; i < PARKED; i++) {
            Client client = open(ONE, port);
            client.send("client " + i + "\n");
            waiting.add(client);
        }

        assertThat(Client.ask(ONE, "127.0.0.1", port)).isEmpty();
        host.log().await(" INFO echo: 127.0.0.9:\\d+ refused: its source has as many programs as it may");
        served(OTHER, port);
        assertThat(host.programs()).hasSize(2);

        Client before = first;
        for (int i = 0; i < PARKED; i++) {
            before.close();
            before = waiting.get(i);
            assertThat(before.line()).isEqualTo("client " + i);
        }
    }

    @Test
    void aNewConfCountsTheProgramsOfTheOldOne() throws Exception {
        int port = FreePort.find();
        service("echo", port);
        RunningHost host = site.start();
        Client first = served(ONE, port);
        Client second = served(ONE, port);

        service("echo", port, "max-programs = 1");
        Reloads.reload(site);
        Client third = open(OTHER, port);
        third.send("hello\n");
        Await.until("it waits", () -> Reloads.waiting(port) == 1);
        first.close();
        Await.until("one is left", () -> host.programs().size() == 1);
        assertThat(Reloads.waiting(port)).isEqualTo(1);
        second.close();
        assertThat(third.line()).isEqualTo("hello");
    }

    @Test
    void parkedClientsAreServedAfterTheirServiceWasReplaced() throws Exception {
        int port = FreePort.find();
        service("echo", port, "max-programs-per-source = 1");
        site.start();
        Client first = served(ONE, port);
        Client parked = open(ONE, port);
        parked.send("hello\n");
        Await.until("it is accepted", () -> Reloads.waiting(port) == 0);

        service("echo", port, "max-programs-per-source = 1", "verbose = true");
        Reloads.reload(site);
        first.close();

        assertThat(parked.line()).isEqualTo("hello");
    }

    @Test
    void theHostsLimitIsForAllServicesTogether() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "max-programs = 2\n");
        service("one");
        service("two");
        RunningHost host = site.start();
        Client first = served(ONE, host.port("one"));
        served(ONE, host.port("one"));
        int port = host.port("two");
        Client third = open(ONE, port);
        third.send("hello\n");
        Await.until("it waits", () -> Reloads.waiting(port) == 1);

        first.close();

        assertThat(third.line()).isEqualTo("hello");
    }

    @Test
    void aLaunchThatFailsGivesItsPlaceBack() throws Exception {
        site.service("none", """
                listen = ["127.0.0.1:0"]
                exec   = ["no-such-program"]
                roots  = ["default %s"]
                user   = "nobody"
                max-programs = 1
                """.formatted(root));
        int port = site.start().port("none");

        for (int i = 0; i < 5; i++) {
            assertThat(Client.ask("127.0.0.1", port)).isEmpty();
        }
    }

    @Test
    void aRateSlowsClientsDownAndServesThemAll() throws Exception {
        site.service("name", """
                listen   = ["127.0.0.1:0"]
                exec     = ["cat", "/name"]
                roots    = ["default %s"]
                user     = "nobody"
                max-rate = "10/s"
                """.formatted(root));
        int port = site.start().port("name");
        long began = System.nanoTime();

        for (int i = 0; i < 25; i++) {
            assertThat(Client.ask(ONE, "127.0.0.1", port)).isEqualTo("one\n");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1400));
    }

    @Test
    void theRateOfASourceIsItsOwn() throws Exception {
        site.service("name", """
                listen              = ["127.0.0.1:0"]
                exec                = ["cat", "/name"]
                roots               = ["default %s"]
                user                = "nobody"
                max-rate-per-source = "2/h"
                over-limit          = refuse
                """.formatted(root));
        RunningHost host = site.start();
        int port = host.port("name");

        assertThat(Client.ask(ONE, "127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask(ONE, "127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask(ONE, "127.0.0.1", port)).isEmpty();
        assertThat(Client.ask(OTHER, "127.0.0.1", port)).isEqualTo("one\n");
        host.log().await(" refused: more connections than its source may make in this time");
    }

    @Test
    void underLoadClientsWaitUntilItIsLessOrTheLimitIsAnother() throws Exception {
        double load =
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        assumeTrue(load > 0.1, "the machine is idle: its load is below any limit");
        int port = FreePort.find();
        service("echo", port, "max-load = 0.01");
        site.start();
        Client client = open(ONE, port);
        client.send("hello\n");
        Await.until("it waits", () -> Reloads.waiting(port) == 1);

        service("echo", port, "max-load = 9999");
        Reloads.reload(site);

        assertThat(client.line()).isEqualTo("hello");
    }

    private Client open(String source, int port) throws IOException {
        Client client = Client.from(source, "127.0.0.1", port);
        clients.add(client);
        return client;
    }

    /** A client whose program runs. */
    private Client served(String source, int port) throws IOException {
        Client client = open(source, port);
        assertThat(client.exchange("begin")).isEqualTo("begin");
        return client;
    }

    private void service(String name, String... more) throws IOException {
        service(name, 0, more);
    }

    private void service(String name, int port, String... more) throws IOException {
        site.service(name, """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(port, root, String.join("\n", more)));
    }
}
