package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services over UDP lose no datagram that fits into their queue when their bundle is replaced or their host restarted. */
@Tag("alone")
@AsRoot
class DatagramReloadIT {
    private static final int UPDATES = 30;
    private static final int RESTARTS = 5;
    private static final int CLIENTS = 8;

    @AutoClose
    private final Site site = new Site();

    @AutoClose
    private final StubServiceManager manager =
            StubServiceManager.at(site.directory().resolve("notify").toString());

    private int port;

    DatagramReloadIT() throws IOException {}

    @BeforeEach
    void installTheBundle() throws IOException {
        port = FreePort.find();
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        settings("echo = 127.0.0.1:" + port + ", udp:127.0.0.1:" + port);
        Files.copy(
                Distribution.HOME.resolve("share").resolve("bundles").resolve("internal.jar"),
                directory.resolve("internal.jar"));
    }

    private void settings(String text) throws IOException {
        Reloads.put(site.conf().resolve("bundles").resolve("internal.properties"), text + "\n");
    }

    @Test
    void aBundleIsReplacedUnderDatagramsWithoutALoss() throws Exception {
        RunningHost host = site.start();
        UdpSocketState socket = UdpSocketState.onlyOn(port);

        try (UdpLoad load = new UdpLoad(CLIENTS, port)) {
            for (int i = 1; i <= UPDATES; i++) {
                settings("echo = 127.0.0.1:" + port + ", udp:127.0.0.1:" + port + "\n# " + i);
                Reloads.reload(site);
                load.awaitMore(CLIENTS);
            }
            assertThat(load.failures()).isEmpty();
            System.out.println(load.answers() + " answers over " + UPDATES + " replacements");
        }

        assertThat(Reloads.linesWith(host, "bundle org.virtuald.bundles.internal 0.1.0 started"))
                .isEqualTo(1 + UPDATES);
        assertThat(UdpSocketState.onlyOn(port).inode()).isEqualTo(socket.inode());
        assertThat(UdpSocketState.onlyOn(port).dropped()).isZero();
        Reloads.assertNoErrors(host);
    }

    @Test
    void aHostIsRestartedUnderDatagramsWithoutALoss() throws Exception {
        RunningHost host = site.begin(manager).awaitReady();
        String socket = UdpSocketState.onlyOn(port).inode();

        try (UdpLoad load = new UdpLoad(CLIENTS, port)) {
            for (int i = 0; i < RESTARTS; i++) {
                load.awaitMore(CLIENTS);
                host.signal("TERM");
                assertThat(host.awaitExit()).isZero();
                host = site.begin(manager).awaitReady();
            }
            assertThat(load.failures()).isEmpty();
        }
        assertThat(manager.stored())
                .containsExactlyInAnyOrder("virtuald-127.0.0.1-" + port, "virtuald-udp-127.0.0.1-" + port);
        assertThat(UdpSocketState.onlyOn(port).inode()).isEqualTo(socket);
        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.exchange("tcp")).isEqualTo("tcp");
        }
    }

    @Test
    void changedSettingsOpenAndCloseEndpointsAndKeepTheOthers() throws Exception {
        RunningHost host = site.begin(manager).awaitReady();
        String stays = UdpSocketState.onlyOn(port).inode();
        int other = FreePort.find();

        settings("echo = udp:127.0.0.1:" + port + ", udp:127.0.0.1:" + other + "\ntime = udp:127.0.0.2:" + other);
        Reloads.reload(site);
        assertThat(UdpSocketState.onlyOn(port).inode()).isEqualTo(stays);
        assertThat(UdpSocketState.on(other)).hasSize(2);
        assertThat(Reloads.listening(port)).isEmpty();

        settings("time = udp:127.0.0.2:" + other);
        Reloads.reload(site);
        assertThat(UdpSocketState.on(other)).hasSize(1);
        Await.until(
                "the service manager lets go of it",
                () -> UdpSocketState.on(port).isEmpty());
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            assertThat(client.exchange("127.0.0.2", other, "")).hasSize(4);
        }
        assertThat(manager.stored()).containsExactly("virtuald-udp-127.0.0.2-" + other);
        Reloads.assertNoErrors(host);
    }

    /** An address cannot be bound beside the same one of all addresses, and a UDP socket is bound until its last copy is closed. */
    @Test
    void anEndpointThatIsInTheWayOfItsSuccessorOnlyDelaysIt() throws Exception {
        RunningHost host = site.begin(manager).awaitReady();
        settings("echo = udp:*:" + port);
        Reloads.reload(site);
        Await.until("all addresses", () -> UdpSocketState.on(port).size() == 2);
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            assertThat(client.exchange("127.0.0.5", port, "there")).isEqualTo("there");
        }
        host.log().await("virtuald: echo on udp:0.0.0.0:" + port + ", udp:");
    }

    @Test
    void aPortInUseIsTriedAgainWithoutBeingAsked() throws Exception {
        try (var holder = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            assertThat(holder.getLocalPort()).isEqualTo(port);
            RunningHost host = site.start();
            assertThat(host.log().await("echo: bind udp:127.0.0.1:" + port)).contains("EADDRINUSE");
            host.log().await("services of bundles: trying again, first in 1 s");
            try (Client client = Client.to("127.0.0.1", port)) {
                assertThat(client.exchange("tcp")).isEqualTo("tcp");
            }
        }
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            Await.until("it is open", () -> UdpSocketState.on(port).size() == 1);
            assertThat(client.exchange("127.0.0.1", port, "now")).isEqualTo("now");
        }
    }

    @Test
    void aPausedServiceLetsDatagramsWaitAlsoInTheNextBundleAndTheNextHostTakesThem() throws Exception {
        RunningHost host = site.begin(manager).awaitReady();
        Reloads.command(site, "pause", "echo");
        List<String> texts = List.of("one", "two", "three");
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            for (String text : texts) {
                client.send("127.0.0.1", port, text);
            }
            settings("echo = udp:127.0.0.1:" + port + "\n# again");
            Reloads.reload(site);
            assertThat(client.hearsNothing()).isTrue();
            assertThat(UdpSocketState.onlyOn(port).queued()).isPositive();

            Reloads.command(site, "resume", "echo");
            assertThat(List.of(client.text(), client.text(), client.text())).containsExactlyInAnyOrderElementsOf(texts);

            Reloads.command(site, "drain", "echo"); // paused again
            client.send("127.0.0.1", port, "four");
            host.signal("TERM");
            assertThat(host.awaitExit()).isZero();
            site.begin(manager).awaitReady();
            assertThat(client.text()).isEqualTo("four");
        }
    }
}
