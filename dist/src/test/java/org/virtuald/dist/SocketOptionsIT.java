package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Options of sockets: what a program finds at its own. */
@AsRoot
class SocketOptionsIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = Probe.listener(site.root("one"));

    SocketOptionsIT() throws IOException, InterruptedException {}

    private void serve(String endpoint, String settings) throws IOException {
        site.service("service", """
                listen = ["%s"]
                exec   = ["listener", "1"]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(endpoint, root, settings));
    }

    @Test
    void aConnectionHasTheOptionsOfTheConf() throws Exception {
        serve("127.0.0.1:0", """
                keepalive = true
                keepalive-time = 77s
                keepalive-interval = 11s
                keepalive-probes = 4
                nodelay = true
                send-buffer = 96K
                receive-buffer = 48K
                reuseport = true
                transparent = true
                mark = 1234
                tos = 16
                bind-to-device = lo
                """);
        RunningHost host = site.start();

        Probe probe = Probe.of(Client.ask("127.0.0.1", host.port("service")));

        assertThat(probe.value("keepalive")).isEqualTo("1 77 11 4");
        assertThat(probe.value("nodelay")).isEqualTo("1");
        assertThat(probe.value("buffers")).isEqualTo(2 * 96 * 1024 + " " + 2 * 48 * 1024); // as socket(7) says, doubled
        assertThat(probe.value("reuseport")).isEqualTo("1");
        assertThat(probe.value("transparent")).isEqualTo("1");
        assertThat(probe.value("mark")).isEqualTo("1234");
        assertThat(probe.value("tos")).isEqualTo("16");
        assertThat(probe.value("device")).isEqualTo("lo");
    }

    @Test
    void withoutThemItIsAsTheKernelHasIt() throws Exception {
        serve("127.0.0.1:0", "");
        RunningHost host = site.start();

        Probe probe = Probe.of(Client.ask("127.0.0.1", host.port("service")));

        assertThat(probe.value("keepalive")).startsWith("0 ");
        assertThat(probe.value("nodelay")).isEqualTo("0");
        assertThat(probe.value("reuseport")).isEqualTo("0");
        assertThat(probe.value("freebind")).isEqualTo("0");
        assertThat(probe.value("mark")).isEqualTo("0");
        assertThat(probe.value("tos")).isEqualTo("0");
        assertThat(probe.value("device")).isEqualTo("none");
    }

    @Test
    void anAddressThatTheMachineDoesNotHaveIsBoundFreely() throws Exception {
        serve("192.0.2.77:0", "freebind = true");

        assertThat(site.start().ready()).contains("service on 192.0.2.77:");
    }

    @Test
    void aSocketForDatagramsHasThemToo() throws Exception {
        serve("udp:127.0.0.1:0", "wait = true\nmark = 5\ntos = 8\nreceive-buffer = 64K");
        RunningHost host = site.start();

        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.port("service")));
            socket.send(new DatagramPacket(new byte[1], 1));
            DatagramPacket answer = new DatagramPacket(new byte[16384], 16384);
            socket.receive(answer);
            Probe probe = Probe.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
            assertThat(probe.value("mark")).isEqualTo("5");
            assertThat(probe.value("tos")).isEqualTo("8");
            assertThat(probe.value("buffers")).endsWith(" " + 2 * 64 * 1024);
        }
    }

    @Test
    void anOptionThatCannotBeSetIsNamed() throws Exception {
        serve("127.0.0.1:0", "bind-to-device = nosuchdevice");

        site.begin().log().await("setsockopt SO_BINDTODEVICE .*127.0.0.1:0.*: ENODEV");
    }

    @Test
    void otherOptionsTakeAnotherSocketOfTheSameAddress() throws Exception {
        int port = FreePort.find();
        serve("127.0.0.1:" + port, "tos = 8");
        RunningHost host = site.start();
        assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("tos")).isEqualTo("8");

        serve("127.0.0.1:" + port, "tos = 16");
        host.log().await("reloaded: 0 added, 1 changed");

        assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("tos")).isEqualTo("16");
        assertThat(Probe.of(Client.ask("127.0.0.1", port)).value("reuseport")).isEqualTo("0");
    }
}
