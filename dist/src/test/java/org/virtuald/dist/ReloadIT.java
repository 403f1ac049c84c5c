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

/** SIGHUP brings the services in line with the conf directory and leaves alone what is the same. */
@AsRoot
class ReloadIT {

    @AutoClose
    private final Site site = new Site();

    private final Path one = site.root("one");
    private final Path two = site.root("two");

    ReloadIT() throws IOException, InterruptedException {}

    @Test
    void servicesAreAddedRemovedAndChangedAndTheOthersKeepTheirSockets() throws Exception {
        int kept = name("kept", one);
        int removed = name("removed", one);
        int changed = name("changed", one);
        RunningHost host = site.start();
        List<Listening> before = Listening.on(kept);
        assertThat(host.proc().sockets()).contains(before.get(0).name());
        assertThat(Client.ask("127.0.0.1", changed)).isEqualTo("one\n");

        int added = name("added", one);
        name("changed", two, changed);
        Files.delete(site.conf().resolve("services/removed.conf"));
        host.signal("HUP");

        host.log().await("reloaded: 1 added, 1 changed, 1 removed, 1 unchanged, 0 waiting, 0 failed");
        assertThat(Client.ask("127.0.0.1", added)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.1", changed)).isEqualTo("two\n");
        assertThat(Client.ask("127.0.0.1", kept)).isEqualTo("one\n");
        assertThatThrownBy(() -> Client.to("127.0.0.1", removed)).isInstanceOf(ConnectException.class);
        assertThat(Listening.on(kept)).isEqualTo(before);
        assertThat(host.proc().sockets()).contains(before.get(0).name());
    }

    @Test
    void aConfWithErrorsChangesNothing() throws Exception {
        int port = name("service", one);
        RunningHost host = site.start();
        List<Listening> before = Listening.on(port);

        site.service("service", "listen = \"nowhere\"\n");
        host.signal("HUP");

        host.log().await("ERROR .*service.conf:1: ");
        host.log().await("reloaded: .* 1 failed");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Listening.on(port)).isEqualTo(before);
    }

    @Test
    void programsOfAServiceThatIsRemovedOrChangedGoOn() throws Exception {
        int removed = echo("removed", Listening.freePort(), "");
        int changed = echo("changed", Listening.freePort(), "");
        RunningHost host = site.start();
        try (Client first = Client.to("127.0.0.1", removed);
                Client second = Client.to("127.0.0.1", changed)) {
            assertThat(first.exchange("before")).isEqualTo("before");
            assertThat(second.exchange("before")).isEqualTo("before");

            echo("changed", changed, "verbose = true\n");
            Files.delete(site.conf().resolve("services/removed.conf"));
            host.signal("HUP");
            host.log().await("reloaded: 0 added, 1 changed, 1 removed");

            assertThat(first.exchange("after")).isEqualTo("after");
            assertThat(second.exchange("after")).isEqualTo("after");
        }
        Await.until("no program is left", () -> host.programs().isEmpty());
    }

    @Test
    void aServiceCanBeDisabledAndEnabled() throws Exception {
        int port = name("service", one);
        name("other", one);
        RunningHost host = site.start();
        Path conf = site.conf().resolve("services/service.conf");
        String enabled = Files.readString(conf);

        Files.writeString(conf, enabled + "enabled = false\n");
        host.signal("HUP");
        host.log().await("reloaded: .* 1 unchanged");
        assertThatThrownBy(() -> Client.to("127.0.0.1", port)).isInstanceOf(ConnectException.class);

        Files.writeString(conf, enabled);
        host.signal("HUP");
        host.log().await("reloaded: 1 added, .* 1 unchanged");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }

    private int name(String service, Path root) throws IOException {
        return name(service, root, Listening.freePort());
    }

    private int name(String service, Path root, int port) throws IOException {
        site.service(service, """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, root));
        return port;
    }

    private int echo(String service, int port, String more) throws IOException {
        site.service(service, """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, one) + more);
        return port;
    }
}
