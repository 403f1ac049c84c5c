package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A running host follows its conf directory, and leaves alone what has not changed. */
@AsRoot
class ReloadIT {

    @AutoClose
    private final Site site = new Site();

    private final Path one = site.root("one");
    private final Path two = site.root("two");

    ReloadIT() throws IOException, InterruptedException {}

    @Test
    void servicesAreAddedRemovedAndChangedAndTheOthersKeepTheirSockets() throws Exception {
        int kept = service("kept", one);
        int removed = service("removed", one);
        int changed = service("changed", one);
        RunningHost host = site.start();
        List<Listening> before = Listening.on(kept);
        assertThat(host.proc().sockets()).contains(before.get(0).name());
        assertThat(Client.ask("127.0.0.1", changed)).isEqualTo("one\n");

        int added = service("added", one);
        service("changed", changed, two, "");
        Files.delete(site.serviceFile("removed"));
        host.signal("HUP");

        // the host may have seen a part of it before the signal came
        host.log().await("reloaded: 1 added");
        host.log().await("reloaded: .* 1 changed");
        host.log().await("reloaded: .* 1 removed");
        assertThat(Client.ask("127.0.0.1", added)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.1", changed)).isEqualTo("two\n");
        assertThat(Client.ask("127.0.0.1", kept)).isEqualTo("one\n");
        assertThatThrownBy(() -> Client.to("127.0.0.1", removed)).isInstanceOf(ConnectException.class);
        assertThat(Listening.on(kept)).isEqualTo(before);
        assertThat(host.proc().sockets()).contains(before.get(0).name());
    }

    @Test
    void aSignalIsAnsweredEvenWhenNothingHasChanged() throws Exception {
        service("service", one);
        RunningHost host = site.start();

        host.signal("HUP");

        host.log().await("reloaded: 0 added, 0 changed, 0 removed, 1 unchanged, 0 waiting, 0 refused");
    }

    @Test
    void theConfDirectoryIsWatched() throws Exception {
        service("present", one);
        RunningHost host = site.start();

        int port = service("added", two);

        host.log().await("reloaded: 1 added, 0 changed, 0 removed, 1 unchanged");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("two\n");
    }

    @Test
    void aChangedServiceKeepsItsSocketAndRefusesNobody() throws Exception {
        int port = service("service", one);
        RunningHost host = site.start();
        List<Listening> before = Listening.on(port);

        service("service", port, two, "");
        host.signal("HUP");
        String answer = Client.ask("127.0.0.1", port);
        while (answer.equals("one\n")) {
            answer = Client.ask("127.0.0.1", port);
        }

        assertThat(answer).isEqualTo("two\n");
        assertThat(Listening.on(port))
                .extracting(Listening::name)
                .containsExactly(before.get(0).name());
    }

    @Test
    void aChangedRootsTableIsInForceForTheNextConnection() throws Exception {
        Path table = Files.writeString(site.conf().resolve("roots").resolve("table"), "default " + one + "\n");
        int port = FreePort.find();
        site.service("service", """
                listen = ["127.0.0.1:%d"]
                exec   = ["sh", "-c", "read line; cat /name"]
                roots  = "table"
                user   = "nobody"
                """.formatted(port));
        RunningHost host = site.start();
        try (Client before = Client.to("127.0.0.1", port)) {
            Await.until("its program runs", () -> host.programs().size() == 1);

            Files.writeString(table, "default " + two + "\n");
            host.signal("HUP");
            host.log().await("reloaded: .* 1 changed");

            try (Client after = Client.to("127.0.0.1", port)) {
                assertThat(after.exchange("go on")).isEqualTo("two");
            }
            assertThat(before.exchange("go on")).isEqualTo("one");
        }
    }

    @Test
    void aConfWithErrorsChangesNothing() throws Exception {
        int port = service("service", one);
        RunningHost host = site.start();
        List<Listening> before = Listening.on(port);

        site.service("service", "listen = \"nowhere\"\n");
        host.signal("HUP");

        host.log().await("ERROR .*service.conf:1: ");
        host.log().await("reloaded: .* 1 refused");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Listening.on(port)).isEqualTo(before);
    }

    @Test
    void aRootsTableWithErrorsChangesNothing() throws Exception {
        Path table = Files.writeString(site.conf().resolve("roots").resolve("table"), "default " + one + "\n");
        int port = FreePort.find();
        site.service("service", """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat", "/name"]
                roots  = "table"
                user   = "nobody"
                """.formatted(port));
        RunningHost host = site.start();

        Files.writeString(table, "127.0.0.1 " + two + "\ndefault\n");
        host.signal("HUP");

        host.log().await("ERROR .*" + table + ":2: ");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }

    @Test
    void programsOfAServiceThatIsRemovedOrChangedGoOn() throws Exception {
        int removed = echo("removed", FreePort.find(), "");
        int changed = echo("changed", FreePort.find(), "");
        RunningHost host = site.start();
        try (Client first = Client.to("127.0.0.1", removed);
                Client second = Client.to("127.0.0.1", changed)) {
            assertThat(first.exchange("before")).isEqualTo("before");
            assertThat(second.exchange("before")).isEqualTo("before");

            echo("changed", changed, "verbose = true\n");
            Files.delete(site.serviceFile("removed"));
            host.signal("HUP");
            host.log().await("reloaded: .* 1 changed");
            host.log().await("reloaded: .* 1 removed");

            assertThat(first.exchange("after")).isEqualTo("after");
            assertThat(second.exchange("after")).isEqualTo("after");
        }
        Await.until("no program is left", () -> host.programs().isEmpty());
    }

    @Test
    void aServiceCanBeDisabledAndEnabled() throws Exception {
        int port = service("service", one);
        service("other", one);
        RunningHost host = site.start();

        service("service", port, one, "enabled = false\n");
        host.signal("HUP");
        host.log().await("reloaded: .* 1 removed");
        assertThatThrownBy(() -> Client.to("127.0.0.1", port)).isInstanceOf(ConnectException.class);

        service("service", port, one, "");
        host.signal("HUP");
        host.log().await("reloaded: 1 added");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }

    private int service(String name, Path root) throws IOException {
        return service(name, FreePort.find(), root, "");
    }

    private int service(String name, int port, Path root, String more) throws IOException {
        site.service(name, """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, root) + more);
        return port;
    }

    private int echo(String name, int port, String more) throws IOException {
        site.service(name, """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, one) + more);
        return port;
    }

    @Test
    void aHostThatDoesNotHearTheSignalSaysSo() throws Exception {
        site.service("one", site.root("one"), "cat", "/name");
        RunningHost host = site.begin("nohup").awaitReady();

        assertThat(host.log().lines())
                .anyMatch(line -> line.contains("WARN virtuald: started with SIGHUP ignored, by nohup"));
        Reloads.reload(site);
    }
}
