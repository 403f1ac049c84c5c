package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a host ends, the programs that it has started go on. */
@AsRoot
class LifeCycleIT {

    @AutoClose
    private final Site site = new Site();

    LifeCycleIT() throws IOException {}

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsTheHostButNotItsPrograms(String signal) throws Exception {
        RunningHost host = echo();
        int port = host.port("echo");
        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.exchange("before")).isEqualTo("before");

            host.signal(signal);
            assertThat(host.awaitExit()).isZero();

            assertThatThrownBy(() -> Client.to("127.0.0.1", port)).isInstanceOf(ConnectException.class);
            Await.until("the launcher has ended", () -> !host.launcher().isAlive());
            assertThat(client.exchange("after")).isEqualTo("after");
        }
    }

    @Test
    void aKilledLauncherEndsTheHostButNotItsPrograms() throws Exception {
        RunningHost host = echo();
        try (Client client = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(client.exchange("before")).isEqualTo("before");

            RunningHost.send("KILL", host.launcher().pid());
            assertThat(host.awaitExit()).isEqualTo(70);

            host.log().await("ERROR virtuald: the launcher has ended \\(signal 9\\)");
            assertThat(client.exchange("after")).isEqualTo("after");
        }
    }

    @Test
    void aKilledHostEndsTheLauncherButNotItsPrograms() throws Exception {
        RunningHost host = echo();
        try (Client client = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(client.exchange("before")).isEqualTo("before");

            host.signal("KILL");

            Await.until("the launcher has ended", () -> !host.launcher().isAlive());
            assertThat(client.exchange("after")).isEqualTo("after");
        }
    }

    @Test
    void aHostCanFollowAKilledOneAtOnce() throws Exception {
        int port = FreePort.find();
        site.service("echo", """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, site.root("one")));
        RunningHost first = site.start();
        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.exchange("before")).isEqualTo("before");
            first.signal("KILL");
            first.awaitExit();

            site.start();

            assertThat(client.exchange("still there")).isEqualTo("still there");
            try (Client next = Client.to("127.0.0.1", port)) {
                assertThat(next.exchange("new")).isEqualTo("new");
            }
        }
    }

    private RunningHost echo() throws IOException, InterruptedException {
        site.service("echo", site.root("one"), "cat");
        return site.start();
    }
}
