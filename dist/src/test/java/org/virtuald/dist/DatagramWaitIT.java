package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Services that datagrams come to, each in the root of the address it was sent to. */
@AsRoot
class DatagramWaitIT {
    private static final Path TFTPD = Path.of("/usr/sbin/in.tftpd");
    private static final Path TFTP = Path.of("/usr/bin/tftp");

    @AutoClose
    private final Site site = new Site();

    private final Path one = Probe.listener(site.root("one"));
    private final Path two = Probe.listener(site.root("two"));
    private final int port = FreePort.find();

    DatagramWaitIT() throws IOException, InterruptedException {}

    private void table(String... lines) throws IOException {
        Path written = Files.writeString(site.conf().resolve("table.new"), String.join("\n", lines));
        Files.move(written, site.conf().resolve("roots").resolve("table"));
    }

    private void replaceTable(String... lines) throws IOException {
        Files.delete(site.conf().resolve("roots").resolve("table"));
        table(lines);
    }

    private void serve(String exec) throws IOException {
        site.service("service", """
                listen  = ["udp:*:%d"]
                exec    = [%s]
                roots   = "table"
                user    = "nobody"
                wait    = true
                verbose = true
                """.formatted(port, exec));
    }

    /** Asks, and takes an answer from where it asked only. */
    private Probe ask(String address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port));
            socket.send(new DatagramPacket(new byte[] {'?'}, 1));
            DatagramPacket answer = new DatagramPacket(new byte[16384], 16384);
            socket.receive(answer);
            return Probe.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachAddressOfTheTableHasASocketAndAProgramInItsRoot() throws Exception {
        table("127.0.0.1 " + one, "127.0.0.2 " + two, "127.0.0.3 -");
        serve("listener, 2");
        RunningHost host = site.start();

        Probe first = ask("127.0.0.1");
        Probe other = ask("127.0.0.2");

        assertThat(host.ready()).contains("udp:127.0.0.1:" + port, "udp:127.0.0.2:" + port);
        assertThat(first.value("root")).isEqualTo("one");
        assertThat(first.value("PROTO")).isEqualTo("UDP");
        assertThat(first.value("UDPLOCALIP")).isEqualTo("127.0.0.1");
        assertThat(first.value("UDPLOCALPORT")).isEqualTo(Integer.toString(port));
        assertThat(first.value("blocking")).isEqualTo("yes");
        assertThat(other.value("root")).isEqualTo("two");
        assertThat(ask("127.0.0.1").value("pid")).isEqualTo(first.value("pid"));
        assertThat(ask("127.0.0.2").value("pid")).isEqualTo(other.value("pid"));
        assertThat(ask("127.0.0.1").value("pid")).isNotEqualTo(first.value("pid"));
        assertThatThrownBy(() -> ask("127.0.0.3")).isInstanceOf(PortUnreachableException.class);
    }

    @Test
    void socketsFollowTheTableAndThoseThatStayAreNotTouched() throws Exception {
        table("127.0.0.1 " + one, "127.0.0.2 " + two);
        serve("listener, 99");
        RunningHost host = site.start();
        Probe first = ask("127.0.0.1");

        replaceTable("127.0.0.1 " + one, "127.0.0.4 " + two);
        host.log().await("service on udp:127.0.0.4:" + port);
        host.log().await("service no more on udp:127.0.0.2:" + port);

        assertThat(ask("127.0.0.4").value("root")).isEqualTo("two");
        assertThat(ask("127.0.0.1").value("pid")).isEqualTo(first.value("pid"));
        assertThatThrownBy(() -> ask("127.0.0.2")).isInstanceOf(PortUnreachableException.class);
    }

    @Test
    void aTableOfOneDefaultLineNeedsOneSocketAndCanBecomeOneOfAddresses() throws Exception {
        table("default " + one);
        serve("listener, 1");
        RunningHost host = site.start();
        assertThat(host.ready()).contains("udp:0.0.0.0:" + port);
        // not 127.0.0.2: the kernel answers from the address of the route, unless a program says from which, as tftpd
        // does
        assertThat(ask("127.0.0.1").value("root")).isEqualTo("one");

        replaceTable("127.0.0.1 " + one, "127.0.0.2 " + two);
        host.log().await("service on udp:127.0.0.2:" + port);
        host.log().await("service no more on udp:0.0.0.0:" + port);

        assertThat(ask("127.0.0.2").value("root")).isEqualTo("two");
    }

    @Test
    void aPrefixStandsForTheAddressesOfTheMachine() throws Exception {
        table("127.0.0.2 " + two, "127.0.0.0/8 " + one);
        serve("listener, 1");
        RunningHost host = site.start();

        assertThat(host.ready()).contains("udp:127.0.0.1:" + port, "udp:127.0.0.2:" + port);
        assertThat(ask("127.0.0.1").value("root")).isEqualTo("one");
        assertThat(ask("127.0.0.2").value("root")).isEqualTo("two");
    }

    @Test
    void anAddressThatTheMachineDoesNotHaveKeepsTheOthersFromNobody() throws Exception {
        table("127.0.0.1 " + one, "192.0.2.77 " + two);
        serve("listener, 1");
        RunningHost host = site.start();

        host.log().await("udp:192.0.2.77:" + port + ": EADDRNOTAVAIL .*; the other addresses are served");
        assertThat(ask("127.0.0.1").value("root")).isEqualTo("one");
    }

    @Test
    void aProgramThatTakesNothingIsStartedAfterPausesThatGrow() throws Exception {
        table("default " + one);
        serve("listener, 0");
        RunningHost host = site.start();

        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[0], 0, InetAddress.getLoopbackAddress(), port));
            host.log().await("its program has ended and left what came in; the next one is started in 100 ms");
            host.log().await("the next one is started in 400 ms");
        }
    }

    @Test
    void datagramsWaitWhileNoHostRuns() throws Exception {
        table("127.0.0.1 " + one, "127.0.0.2 " + two);
        serve("listener, 1");
        try (StubServiceManager manager =
                        StubServiceManager.at(site.directory().resolve("notify").toString());
                DatagramSocket socket = new DatagramSocket()) {
            RunningHost host = site.begin(manager).awaitReady();
            assertThat(ask("127.0.0.2").value("root")).isEqualTo("two");
            host.signal("TERM");
            host.awaitExit();
            assertThat(manager.stored())
                    .containsExactlyInAnyOrder("virtuald-udp-127.0.0.1-" + port, "virtuald-udp-127.0.0.2-" + port);

            socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
            socket.send(new DatagramPacket(new byte[0], 0, InetAddress.getByName("127.0.0.2"), port));
            RunningHost next = site.begin(manager).awaitReady();
            DatagramPacket answer = new DatagramPacket(new byte[16384], 16384);
            socket.receive(answer);

            assertThat(Probe.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                            .value("root"))
                    .isEqualTo("two");
            assertThat(next.ready()).contains("udp:127.0.0.1:" + port);
        }
    }

    @Test
    void tftpdServesEachAddressFromItsRoot() throws Exception {
        assumeTrue(Files.isExecutable(TFTPD) && Files.isExecutable(TFTP), "tftpd-hpa or tftp-hpa is not installed");
        for (String name : List.of("1", "2")) {
            Path root = site.directory().resolve("tftp" + name);
            Distribution.run("root", "create", root.toString(), TFTPD.toString())
                    .andWell();
            Files.createDirectory(root.resolve("srv"));
            Files.writeString(root.resolve("srv").resolve("boot"), "for machine " + name + "\n");
        }
        site.service("tftp", """
                listen  = ["udp:*:%d"]
                exec    = ["in.tftpd", "/srv"]
                roots   = ["127.0.0.1 %s", "127.0.0.2 %s"]
                user    = "root"
                wait    = true
                verbose = true
                """.formatted(
                port, site.directory().resolve("tftp1"), site.directory().resolve("tftp2")));
        RunningHost host = site.start();

        for (int round = 0; round < 3; round++) {
            for (String number : List.of("1", "2")) {
                Path got = site.directory().resolve("got" + number);
                Outcome.of(List.of(
                                TFTP.toString(),
                                "-m",
                                "octet",
                                "127.0.0." + number,
                                Integer.toString(port),
                                "-c",
                                "get",
                                "/srv/boot",
                                got.toString()))
                        .andWell();
                assertThat(got).hasContent("for machine " + number + "\n");
                Files.delete(got);
            }
        }
        assertThat(host.programs()).hasSize(2); // one for each socket, which waits for more
    }
}
