package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients and sockets see of a reload: of endpoints that stay nothing at all. */
@Tag("alone")
@AsRoot
class HotReloadIT {

    @AutoClose
    private final Site site = new Site();

    private final int port = FreePort.find();
    private final int other = FreePort.find();

    HotReloadIT() throws IOException {}

    @Test
    void aHundredReloadsUnderLoadCostNoConnection() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", Reloads.conf(root, "0", endpoint(port)));
        site.start();
        Set<String> inodes = Reloads.listening(port);

        try (Load load = new Load(4, port, answer -> answer.matches("\\d+\n"))) {
            for (int i = 1; i <= 100; i++) {
                boolean two = i % 2 == 1;
                Reloads.put(
                        conf,
                        two
                                ? Reloads.conf(root, "" + i, endpoint(other), endpoint(port))
                                : Reloads.conf(root, "" + i, endpoint(port)));
                Reloads.reload(site);
                assertThat(Client.ask("127.0.0.1", port)).isEqualTo(i + "\n");
                assertThat(Reloads.listening(other)).hasSize(two ? 1 : 0);
            }
            assertThat(load.answers()).isGreaterThan(100);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Reloads.listening(port)).isEqualTo(inodes);
    }

    @Test
    void clientsThatWaitForAnEndpointThatGoesAreServed() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", Reloads.conf(root, "served", endpoint(port)));
        RunningHost host = site.start();
        List<Client> clients = new ArrayList<>();
        try {
            RunningHost.send("STOP", host.launcher().pid());
            for (int i = 0; i < 100; i++) { // more than a service hands to a launcher that does not answer
                clients.add(Client.to("127.0.0.1", port));
            }
            Files.delete(conf);
            assertThat(Reloads.reload(site).getStringList("removed")).containsExactly("echo");
            assertThat(Reloads.listening(port)).isEmpty();
            RunningHost.send("CONT", host.launcher().pid());
            for (Client client : clients) {
                assertThat(client.rest()).isEqualTo("served\n");
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void anEndpointThatCannotBeOpenedFailsTheChangeAsAWholeUntilItCan() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", Reloads.conf(root, "old", endpoint(port)));
        RunningHost host = site.start();
        Set<String> inodes = Reloads.listening(port);

        try (ServerSocket taken = new ServerSocket(other, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Reloads.put(conf, Reloads.conf(root, "new", endpoint(port), endpoint(other)));
            Config answer = Reloads.reload(site);
            assertThat(answer.getStringList("waiting")).containsExactly("echo");
            assertThat(answer.getStringList("failures")).hasSize(1);
            assertThat(answer.getStringList("failures").get(0)).contains(endpoint(other), "in use");
            Reloads.reload(site);
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
            assertThat(Reloads.linesWith(host, "in use")).isEqualTo(1);
        }
        Reloads.awaitAnswer(port, "new");
        Reloads.awaitAnswer(other, "new");
        assertThat(Reloads.listening(port)).isEqualTo(inodes);
    }

    @Test
    void overlappingEndpointsFollowEachOtherWithoutAGap() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", Reloads.conf(root, "0", "*:" + port));
        RunningHost host = site.start();
        List<String> endpoints = List.of(endpoint(port), "*:" + port, endpoint(port), "[::]:" + port);

        try (Load load = new Load(2, port, answer -> answer.matches("\\d+\n"))) {
            for (int i = 1; i <= 20; i++) {
                Reloads.put(conf, Reloads.conf(root, "" + i, endpoints.get(i % endpoints.size())));
                Config answer = Reloads.reload(site);
                // the watcher may have been faster
                assertThat(answer.getStringList("changed")).as("%s", answer).isSubsetOf("echo");
                assertThat(answer.getStringList("refused")).as("%s", answer).isEmpty();
                assertThat(Client.ask("127.0.0.1", port)).isEqualTo(i + "\n");
                load.awaitMore(2);
            }
            assertThat(load.failures()).as("%s", host.log()).isEmpty();
        }
    }

    @Test
    void confsAreAddedRenamedAndRemoved() throws Exception {
        Path root = site.root("one");
        Path first = site.service("first", Reloads.conf(root, "first", endpoint(port)));
        RunningHost host = site.start();
        Set<String> inodes = Reloads.listening(port);

        Path second = site.service("second", Reloads.conf(root, "second", endpoint(other)));
        assertThat(Reloads.reload(site).getStringList("added")).isSubsetOf("second");
        assertThat(Client.ask("127.0.0.1", other)).isEqualTo("second\n");

        Files.move(second, Reloads.confFile(site, "a-third"));
        host.signal("HUP");
        host.log().await("reloaded: 1 added, 0 changed, 1 removed, 1 unchanged");
        assertThat(Client.ask("127.0.0.1", other)).isEqualTo("second\n");

        assertThat(Reloads.listening(port)).isEqualTo(inodes);
        Files.delete(first);
        assertThat(Distribution.run("reload", "--state", site.state().toString())
                        .andWell()
                        .out())
                .contains("unchanged: a-third");
        assertThat(catchThrowable(() -> Client.ask("127.0.0.1", port))).isInstanceOf(ConnectException.class);
    }

    @Test
    void programsLiveOnWhateverBecomesOfTheirService() throws Exception {
        Path root = site.root("one");
        String text = """
                listen = ["%s"]
                exec   = ["cat"%s]
                roots  = ["default %s"]
                user   = "nobody"
                verbose = true
                %s
                """;
        Path conf = site.service("cat", text.formatted(endpoint(port), "", root, ""));
        RunningHost host = site.start();

        try (Client changed = Client.to("127.0.0.1", port)) {
            assertThat(changed.exchange("one")).isEqualTo("one");
            Reloads.put(conf, text.formatted(endpoint(port), ", \"-\"", root, ""));
            Reloads.reload(site);
            try (Client disabled = Client.to("127.0.0.1", port)) {
                assertThat(disabled.exchange("two")).isEqualTo("two");
                Reloads.put(conf, text.formatted(endpoint(port), "", root, "enabled = false"));
                assertThat(Reloads.reload(site).getStringList("removed")).isSubsetOf("cat");
                Files.delete(conf);
                Reloads.reload(site);
                assertThat(changed.exchange("three")).isEqualTo("three");
                assertThat(disabled.exchange("four")).isEqualTo("four");
            }
        }
        host.log().await(" cat: .*exit", 2);
    }

    private static String endpoint(int port) {
        return "127.0.0.1:" + port;
    }
}
