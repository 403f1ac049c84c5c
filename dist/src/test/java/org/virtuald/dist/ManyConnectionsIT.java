package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing is left of a connection that has ended, and none is lost when many come. */
@Tag("alone")
@AsRoot
class ManyConnectionsIT {

    private static final int MANY = 200;

    @AutoClose
    private final Site site = new Site();

    ManyConnectionsIT() throws IOException {}

    @Test
    void manyConnectionsLeaveNoZombieAndNoDescriptor() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        Await.until("the program has ended", () -> host.programs().isEmpty());
        int ofHost = host.proc().descriptors();
        int ofLauncher = host.launcher().descriptorsWithoutStarters();

        for (int i = 0; i < MANY; i++) {
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        }

        // children that are zombies count as children
        Await.until("no program is left", () -> host.programs().isEmpty());
        Await.until("the host has closed its", () -> host.proc().descriptors() == ofHost);
        Await.until("the launcher has closed its", () -> host.launcher().descriptorsWithoutStarters() == ofLauncher);
    }

    @Test
    void manyProgramsRunAtOnce() throws Exception {
        site.service("echo", site.root("one"), "cat");
        RunningHost host = site.start();
        int port = host.port("echo");
        echoAndEnd(host, port, 1);
        int ofHost = host.proc().descriptors();
        int ofLauncher = host.launcher().descriptorsWithoutStarters();

        echoAndEnd(host, port, MANY);

        Await.until("the host has closed its", () -> host.proc().descriptors() == ofHost);
        Await.until("the launcher has closed its", () -> host.launcher().descriptorsWithoutStarters() == ofLauncher);
    }

    private static void echoAndEnd(RunningHost host, int port, int count) throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                clients.add(Client.to("127.0.0.1", port));
            }
            for (int i = 0; i < count; i++) {
                assertThat(clients.get(i).exchange("line " + i)).isEqualTo("line " + i);
            }
            assertThat(host.programs()).hasSize(count);
            for (Client client : clients) {
                client.endSending();
                assertThat(client.rest()).isEmpty();
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        Await.until("no program is left", () -> host.programs().isEmpty());
    }

    @Test
    void aClientThatHasSentAllStillGetsTheWholeAnswer() throws Exception {
        site.service("sort", site.root("one"), "sort");
        RunningHost host = site.start();
        StringBuilder sent = new StringBuilder();
        StringBuilder sorted = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            sent.append("line %05d\n".formatted(9_999 - i));
            sorted.append("line %05d\n".formatted(i));
        }

        try (Client client = Client.to("127.0.0.1", host.port("sort"))) {
            client.send(sent.toString());
            client.endSending();
            assertThat(client.rest()).isEqualTo(sorted.toString());
        }
    }
}
