package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtuald.host.control.ControlException;

/** The internal services over UDP, in the bundle that comes along. */
@AsRoot
class DatagramsIT {
    private static final int FLOOD = 100_000;
    private static final int MOST_ANSWERS_A_SECOND = 100; // to one address, as the bundle's README says

    /** So many small datagrams fit into the queue of a socket. */
    private static final int ASKED = 240;

    @AutoClose
    private final Site site = new Site();

    DatagramsIT() throws IOException {}

    @Test
    void eachServiceAnswersOverUdpAndByTheSameNameOverTcp() throws Exception {
        RunningHost host = start("""
                echo    = 127.0.0.1:0, udp:127.0.0.1:0
                discard = udp:127.0.0.1:0
                chargen = udp:127.0.0.1:0
                daytime = 127.0.0.1:0, udp:127.0.0.1:0
                time    = udp:127.0.0.1:0
                """);
        assertThat(host.ready()).containsPattern("[:;] echo on 127\\.0\\.0\\.1:\\d+, udp:127\\.0\\.0\\.1:\\d+;");
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            int echo = udpPort(host, "echo");
            assertThat(client.exchange("127.0.0.1", echo, "hello")).isEqualTo("hello");
            assertThat(client.exchange("127.0.0.1", echo, "")).isEmpty();
            String longest = "x".repeat(65_507);
            assertThat(client.exchange("127.0.0.1", echo, longest)).isEqualTo(longest);
            assertThat(client.exchange("127.0.0.1", udpPort(host, "chargen"), "x".repeat(100)))
                    .hasSize(100)
                    .startsWith(" !\"#");
            assertThat(client.exchange("127.0.0.1", udpPort(host, "chargen"), longest))
                    .hasSize(512);
            assertThat(client.exchange("127.0.0.1", udpPort(host, "daytime"), ""))
                    .matches("[A-Z][a-z]{2} [A-Z][a-z]{2} .{16}\r\n");
            byte[] time =
                    client.exchange("127.0.0.1", udpPort(host, "time"), "").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Integer.toUnsignedLong(ByteBuffer.wrap(time).getInt()) - 2_208_988_800L)
                    .isBetween(
                            Instant.now().getEpochSecond() - 10, Instant.now().getEpochSecond() + 1);
            client.send("127.0.0.1", udpPort(host, "discard"), "hello");
            assertThat(client.hearsNothing()).isTrue();
        }
        try (Client client = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(client.exchange("one")).isEqualTo("one");
        }
        assertThat(Client.ask("127.0.0.1", host.port("daytime"))).endsWith("\n");
    }

    @Test
    void withoutUdpInItsSettingsTheBundleOpensNoUdpSocket() throws Exception {
        RunningHost host = start("echo = 127.0.0.1:0\n");
        assertThat(host.ready()).doesNotContain("udp:");
        assertThat(UdpSocketState.on(host.port("echo"))).isEmpty();
    }

    /** Each address is the sender of its own answers: a client that asked one takes no answer from another. */
    @ParameterizedTest
    @CsvSource({
        "*,127.0.0.2,127.0.0.1",
        "*,::1,::1",
        "0.0.0.0,127.0.0.2,127.0.0.1",
        "[::],127.0.0.2,127.0.0.1",
        "[::],::1,::1",
        "[::1],::1,::1"
    })
    void anAnswerComesFromTheAddressThatWasAsked(String listen, String asked, String from) throws Exception {
        RunningHost host = start("echo = udp:" + listen + ":0\n");
        try (UdpClient client = UdpClient.on(from, 0)) {
            assertThat(client.exchange(asked, udpPort(host, "echo"), "hello")).isEqualTo("hello");
        }
    }

    @Test
    void whereAnAnswerCouldDoHarmThereIsNone() throws Exception {
        int echo = FreePort.find();
        int time = FreePort.find();
        start("echo = udp:*:" + echo + "\ntime = udp:127.0.0.1:" + time + "\n");
        try (UdpClient client = UdpClient.on("127.0.0.1", 0);
                UdpClient low = UdpClient.onLowPort("127.0.0.3");
                UdpClient itself = UdpClient.on("::1", 0);
                UdpClient other = UdpClient.on("127.0.0.4", time);
                UdpClient broadcasting = UdpClient.on("127.0.0.1", 0)) {
            assertThat(itself.exchange("::1", echo, "who")).isEqualTo("who");
            low.send("127.0.0.1", echo, "from a low port");
            other.send("127.0.0.1", echo, "from a port of time, on another address");
            broadcasting.send("127.255.255.255", echo, "to all");
            for (int i = 0; i < 40; i++) { // more than there are threads: the three before were looked at
                assertThat(client.exchange("127.0.0.1", echo, "still there")).isEqualTo("still there");
            }
            assertThat(low.hearsNothing()).isTrue();
            assertThat(other.hearsNothing()).isTrue();
            assertThat(broadcasting.hearsNothing()).isTrue();
        }
    }

    /**
     * Two hosts whose settings differ know nothing of each other's ports. What starts their conversation is a datagram that
     * waits in the queue of the one and whose sender's port becomes the other's.
     */
    @Test
    void theConversationOfTwoHostsDies() throws Exception {
        int here = FreePort.find();
        int there = FreePort.find();
        RunningHost first = start("echo = udp:127.0.0.2:" + here + "\n");
        Reloads.command(site, "pause", "echo");
        try (UdpClient client = UdpClient.on("127.0.0.3", there)) {
            client.send("127.0.0.2", here, "and so on");
        }
        assertThat(UdpSocketState.onlyOn(here).queued()).isPositive();
        try (Site other = new Site()) {
            bundle(other, "internal", "echo = udp:127.0.0.3:" + there + "\n");
            other.start();
            Reloads.command(site, "resume", "echo");
            // while they talk, pausing one of them leaves the datagram in its queue
            Await.until("they are silent", () -> {
                ask("pause");
                boolean silent = UdpSocketState.onlyOn(there).queued() == 0 && staysEmpty(here);
                ask("resume");
                return silent;
            });
        }
        Reloads.assertNoErrors(first);
    }

    private void ask(String command) throws IOException {
        try {
            Reloads.command(site, command, "echo");
        } catch (ControlException e) {
            throw new IOException(e);
        }
    }

    private static boolean staysEmpty(int port) throws IOException {
        long end = System.nanoTime() + 200_000_000L;
        while (System.nanoTime() - end < 0) {
            if (UdpSocketState.onlyOn(port).queued() > 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void anAddressGetsSoManyAnswersASecondAndNoMore() throws Exception {
        RunningHost host = start("echo = udp:127.0.0.1:0\ntime = udp:127.0.0.1:0\n");
        int port = udpPort(host, "echo");
        try (UdpClient greedy = UdpClient.on("127.0.0.9", 0);
                UdpClient modest = UdpClient.on("127.0.0.10", 0)) {
            long began = System.nanoTime();
            for (int i = 0; i < ASKED; i++) {
                greedy.send("127.0.0.1", port, "x");
            }
            assertThat(modest.exchange("127.0.0.1", port, "me too")).isEqualTo("me too");
            int answers = greedy.countUntilSilence();
            long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000L;
            assertThat(answers).isBetween(1, Math.toIntExact(MOST_ANSWERS_A_SECOND * (seconds + 1)));
            assertThat(answers).isLessThan(ASKED);
        }
    }

    @Test
    void aFloodLeavesTheHostServingAndItsMemoryFlat() throws Exception {
        RunningHost host = start("echo = 127.0.0.1:0, udp:127.0.0.1:0\ndiscard = udp:127.0.0.1:0\n");
        flood(host); // the heap has its size then
        long before = host.proc().residentBytes();
        long began = System.nanoTime();
        flood(host);
        long millis = (System.nanoTime() - began) / 1_000_000;
        long after = host.proc().residentBytes();
        System.out.printf(
                "flood of 2 * %d datagrams in %d ms; resident before %d KB, after %d KB, dropped by the kernel %d%n",
                FLOOD,
                millis,
                before >> 10,
                after >> 10,
                UdpSocketState.onlyOn(udpPort(host, "echo")).dropped());
        assertThat(after - before).isLessThan(16 << 20);
        try (UdpClient client = UdpClient.on("127.0.0.11", 0)) {
            assertThat(client.exchange("127.0.0.1", udpPort(host, "echo"), "after"))
                    .isEqualTo("after");
        }
        Reloads.assertNoErrors(host);
    }

    private static void flood(RunningHost host) throws Exception {
        List<Integer> ports = List.of(udpPort(host, "echo"), udpPort(host, "discard"));
        String text = "x".repeat(1000);
        try (Client tcp = Client.to("127.0.0.1", host.port("echo"))) {
            Thread flood = new Thread(() -> {
                try (UdpClient client = UdpClient.on("127.0.0.12", 0)) {
                    for (int i = 0; i < FLOOD; i++) {
                        for (int port : ports) {
                            client.send("127.0.0.1", port, text);
                        }
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            flood.start();
            int answers = 0;
            do {
                assertThat(tcp.exchange("line " + answers)).isEqualTo("line " + answers);
                answers++;
            } while (flood.isAlive());
            assertThat(answers).isGreaterThan(10);
            System.out.println(answers + " answers over TCP meanwhile");
        }
    }

    @Test
    void theSocketsGoWithTheBundle() throws Exception {
        RunningHost host = start("echo = udp:127.0.0.1:0\n");
        int port = udpPort(host, "echo");
        Files.delete(site.conf().resolve("bundles").resolve("internal.jar"));
        host.log().await("bundle org.virtuald.bundles.internal .* removed");
        UdpClient.on("127.0.0.1", port).close(); // it is free again
    }

    @Test
    void datagramsDoNotCountAsConnectionsOfTheAddressThatTheyBear() throws Exception {
        bundle(site, "tarpit", "connections = 2\nwindow-seconds = 600\n");
        RunningHost host = start("echo = 127.0.0.1:0, udp:127.0.0.1:0\n");
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.exchange("127.0.0.1", udpPort(host, "echo"), "one"))
                        .isEqualTo("one");
            }
        }
        try (Client client = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(client.exchange("not held")).isEqualTo("not held");
        }
    }

    /** The port of a service's first UDP socket, as the line at the start says. */
    private static int udpPort(RunningHost host, String service) throws InterruptedException {
        Matcher port = Pattern.compile("[:;] " + service + " on [^;]*?udp:[^;,]*:(\\d+)")
                .matcher(host.ready());
        assertThat(port.find()).as("%s over UDP in: %s", service, host.ready()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private RunningHost start(String settings) throws Exception {
        bundle(site, "internal", settings);
        return site.start();
    }

    private static void bundle(Site site, String name, String settings) throws IOException {
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        Files.writeString(directory.resolve(name + ".properties"), settings);
        Path shipped = Distribution.HOME.resolve("share").resolve("bundles").resolve(name + ".jar");
        Files.copy(shipped, directory.resolve(name + ".jar"));
    }
}
