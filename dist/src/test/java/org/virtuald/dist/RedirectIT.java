package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services whose connections go to another address: bytes, ends and failures pass as if there was no host between. */
@AsRoot
@Timeout(120)
class RedirectIT {
    private static final int MEGABYTES = 8 << 20;

    @AutoClose
    private final Site site = new Site();

    @AutoClose
    private final ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    RedirectIT() throws IOException {
        target.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void megabytesPassInBothDirectionsAtOnce(String name) throws Exception {
        service("redirect = \"" + name + ":" + target.getLocalPort() + "\"", "verbose = true");
        RunningHost host = site.start();
        byte[] there = random(1);
        byte[] back = random(2);

        try (Socket client = connect(host);
                Socket server = target.accept()) {
            CompletableFuture<byte[]> atTheServer = reading(server);
            CompletableFuture<byte[]> atTheClient = reading(client);
            CompletableFuture<Void> answering = writing(server, back);
            writing(client, there).get(60, TimeUnit.SECONDS);
            answering.get(60, TimeUnit.SECONDS);
            assertThat(atTheServer.get(60, TimeUnit.SECONDS)).isEqualTo(there);
            assertThat(atTheClient.get(60, TimeUnit.SECONDS)).isEqualTo(back);
        }
        host.log()
                .await(" INFO service: 127.0.0.1:\\d+ -> 127.0.0.1:" + host.port("service") + " relayed to 127.0.0.1:"
                        + target.getLocalPort());
        host.log().await(MEGABYTES + " bytes there, " + MEGABYTES + " bytes back");
        assertThat(host.programs()).isEmpty();
    }

    @Test
    void whoHasEndedSendingIsStillAnswered() throws Exception {
        redirect();
        RunningHost host = site.start();

        try (Socket client = connect(host);
                Socket server = target.accept()) {
            client.getOutputStream().write(bytes("question"));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(bytes("question"));
            server.getOutputStream().write(bytes("answer"));
            assertThat(client.getInputStream().readNBytes(6)).isEqualTo(bytes("answer"));
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isNegative();
        }
        try (Socket client = connect(host);
                Socket server = target.accept()) {
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isNegative();
            client.getOutputStream().write(bytes("late"));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(bytes("late"));
        }
        drain();
    }

    @Test
    void aSideThatIsGoneEndsTheOther() throws Exception {
        redirect();
        RunningHost host = site.start();

        try (Socket client = connect(host)) {
            try (Socket server = target.accept()) {
                server.setSoLinger(true, 0);
            }
            assertThat(rest(client)).isEmpty();
        }
        Socket client = connect(host);
        try (Socket server = target.accept()) {
            client.setSoLinger(true, 0);
            client.close();
            assertThat(rest(server)).isEmpty();
        }
        drain();
    }

    @Test
    void aSideThatDoesNotReadHoldsTheOtherUp() throws Exception {
        redirect();
        RunningHost host = site.start();
        try (Socket client = connect(host);
                Socket server = target.accept()) {
            byte[] all = new byte[64 << 20];
            CompletableFuture<Void> writing = writing(client, all);
            // another one is served meanwhile
            try (Socket other = connect(host);
                    Socket otherServer = target.accept()) {
                other.getOutputStream().write('x');
                assertThat(otherServer.getInputStream().read()).isEqualTo('x');
            }
            assertThat(writing).isNotDone();
            assertThat(reading(server).get(60, TimeUnit.SECONDS)).hasSize(all.length);
            writing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void ofATargetThatIsDownTheClientIsClosedAndTheLogTellsWhy() throws Exception {
        int port = target.getLocalPort();
        target.close();
        service("redirect = \"localhost:" + port + "\"");
        RunningHost host = site.start();

        try (Socket client = connect(host)) {
            assertThat(rest(client)).isEmpty();
        }
        host.log()
                .await(" ERROR service: cannot connect to localhost:" + port + ": .*127.0.0.1:" + port
                        + ": .*ECONNREFUSED.*; closed the connection from 127.0.0.1:\\d+");
        try (ServerSocket again = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
                Socket client = connect(host);
                Socket server = again.accept()) {
            server.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void aTargetThatDoesNotAnswerIsGivenUpAndHoldsUpNobodyElse() throws Exception {
        try (FullListener full = FullListener.open()) {
            service("redirect = \"127.0.0.1:" + full.port() + "\"");
            site.service(
                    "other", "listen = [\"127.0.0.1:0\"]\nredirect = \"127.0.0.1:" + target.getLocalPort() + "\"\n");
            RunningHost host = site.start();

            try (Socket client = connect(host)) {
                try (Socket other = new Socket(InetAddress.getLoopbackAddress(), host.port("other"));
                        Socket server = target.accept()) {
                    exchange(other, server);
                }
                assertThat(rest(client)).isEmpty();
            }
            host.log().await(" ERROR service: cannot connect to 127.0.0.1:" + full.port() + ": .*no answer in 5 s; ");
        }
    }

    @Test
    void manyClientsOfATargetThatIsDownAreNotAsManyLines() throws Exception {
        target.close();
        redirect();
        RunningHost host = site.start();

        for (int i = 0; i < 50; i++) {
            try (Socket client = connect(host)) {
                assertThat(rest(client)).isEmpty();
            }
        }
        host.log().await(" INFO service: \\d+ more connections not relayed: \\d+ cannot connect to 127.0.0.1:");
    }

    @Test
    void aTargetOfIpv6IsReachedThroughASocketOfTheUnixFamily() throws Exception {
        Path file = site.directory().resolve("x.sock");
        try (ServerSocket six = new ServerSocket()) {
            six.bind(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 0));
            site.service(
                    "service",
                    "listen = [\"unix:" + file + "\"]\nredirect = \"[::1]:" + six.getLocalPort()
                            + "\"\nsend-proxy = \"v1\"\n");
            site.start();

            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file));
                    Socket server = six.accept()) {
                client.write(ByteBuffer.wrap(bytes("question")));
                client.shutdownOutput();
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(bytes("PROXY UNKNOWN\r\nquestion"));
                server.getOutputStream().write(bytes("answer"));
                server.shutdownOutput();
                assertThat(Channels.newInputStream(client).readAllBytes()).isEqualTo(bytes("answer"));
            }
        }
    }

    @Test
    void ofANameThatNobodyKnowsTheClientIsClosedAndTheLogTellsWhy() throws Exception {
        service("redirect = \"nobody.invalid:80\"");
        RunningHost host = site.start();

        try (Socket client = connect(host)) {
            assertThat(rest(client)).isEmpty();
        }
        host.log().await(" ERROR service: cannot connect to nobody.invalid:80: .*name.*; closed the connection from ");
    }

    @Test
    void aReloadLeavesRelaysAlone() throws Exception {
        redirect();
        RunningHost host = site.start();
        int port = host.port("service");
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = connect(host);
                Socket server = target.accept()) {
            other.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
            exchange(client, server);
            site.service("service", """
                    listen = ["127.0.0.1:0"]
                    redirect = "127.0.0.1:%d"
                    """.formatted(other.getLocalPort()));
            Config answer = Reloads.reload(site);
            assertThat(answer.getStringList("changed")).containsExactly("service");

            exchange(client, server);
            try (Socket later = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket served = other.accept()) {
                exchange(later, served);
            }
            exchange(client, server);

            // and away with it all: the relay that is left goes on
            Files.delete(site.serviceFile("service"));
            Reloads.reload(site);
            exchange(client, server);
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aPausedServiceLeavesClientsInTheQueue() throws Exception {
        redirect();
        RunningHost host = site.start();
        Reloads.command(site, "pause", "service");
        try (Socket client = connect(host)) {
            client.getOutputStream().write('x');
            int port = host.port("service");
            Await.until("the client is in the queue", () -> Reloads.waiting(port) == 1);
            Reloads.command(site, "resume", "service");
            try (Socket server = target.accept()) {
                assertThat(server.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    @Test
    void accessAndLimitsAreThoseOfTheService() throws Exception {
        redirect("deny = \"127.0.0.9\"", "max-programs-per-source = 1", "over-limit = refuse");
        RunningHost host = site.start();

        try (Socket denied = connect("127.0.0.9", host)) {
            assertThat(rest(denied)).isEmpty();
        }
        host.log().await(" INFO service: 127.0.0.9:\\d+ refused: its address may not connect");
        try (Socket client = connect("127.0.0.1", host);
                Socket server = target.accept()) {
            exchange(client, server);
            try (Socket second = connect("127.0.0.1", host)) {
                assertThat(rest(second)).isEmpty();
            }
            host.log().await(" INFO service: 127.0.0.1:\\d+ refused: ");
            try (Socket another = connect("127.0.0.2", host);
                    Socket served = target.accept()) {
                exchange(another, served);
            }
        }
    }

    @Test
    void whoStaysTooLongIsClosed() throws Exception {
        redirect("time-limit = 1s");
        RunningHost host = site.start();
        try (Socket client = connect(host);
                Socket server = target.accept()) {
            assertThat(rest(client)).isEmpty();
            assertThat(rest(server)).isEmpty();
        }
        host.log().await(" INFO service: connection \\d+: its time of 1 s is over");
    }

    @Test
    void theTargetIsToldTheClientInALine() throws Exception {
        redirect("send-proxy = v1");
        RunningHost host = site.start();
        try (Socket client = connect("127.0.0.5", host);
                Socket server = target.accept()) {
            client.getOutputStream().write(bytes("hello"));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("PROXY TCP4 127.0.0.5 127.0.0.1 " + client.getLocalPort() + " " + host.port("service")
                            + "\r\nhello");
        }
    }

    @Test
    void theTargetIsToldTheClientInBinaryAndTheFirstProxysWordIsPassedOn() throws Exception {
        redirect("send-proxy = v2", "proxy-protocol = \"127.0.0.7\"");
        RunningHost host = site.start();
        try (Socket client = connect("127.0.0.7", host)) {
            client.getOutputStream().write(bytes("PROXY TCP6 2001:db8::9 2001:db8::2 4711 8021\r\nhello"));
            client.shutdownOutput();
            ByteBuffer expected = ByteBuffer.allocate(16 + 36 + 5);
            expected.put(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A});
            expected.put((byte) 0x21).put((byte) 0x21).putShort((short) 36);
            expected.put(InetAddress.getByName("2001:db8::9").getAddress());
            expected.put(InetAddress.getByName("2001:db8::2").getAddress());
            expected.putShort((short) 4711).putShort((short) 8021).put(bytes("hello"));
            try (Socket server = target.accept()) {
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(expected.array());
            }
        }
    }

    @Test
    void checkTakesItAndRefusesWhatIsAboutPrograms() throws Exception {
        redirect();
        Outcome good = Distribution.run("check", "--plan", "--conf", site.conf().toString());
        assertThat(good.status()).as(good.toString()).isZero();
        assertThat(good.out()).contains("relayed by the host to 127.0.0.1:" + target.getLocalPort());

        redirect("user = \"nobody\"");
        Outcome bad = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(bad.status()).isEqualTo(78);
        assertThat(bad.err()).contains("service.conf:3: user: not with redirect: no program is run");
    }

    /** A listener whose queue is full: its kernel drops who knocks. */
    private record FullListener(ServerSocket listener, List<SocketChannel> waiting) implements AutoCloseable {

        static FullListener open() throws IOException {
            ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            List<SocketChannel> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(listener.getLocalSocketAddress());
                waiting.add(channel);
            }
            Await.until(
                    "two wait",
                    () -> waiting.get(0).finishConnect() && waiting.get(1).finishConnect());
            return new FullListener(listener, waiting);
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            listener.close();
        }
    }

    private void redirect(String... more) throws IOException {
        service("redirect = \"127.0.0.1:" + target.getLocalPort() + "\"", more);
    }

    private void service(String redirect, String... more) throws IOException {
        site.service("service", "listen = [\"127.0.0.1:0\"]\n" + redirect + "\n" + String.join("\n", more) + "\n");
    }

    /** Returns when no relay is left. */
    private void drain() throws Exception {
        Reloads.command(site, "drain", "service");
    }

    private static Socket connect(RunningHost host) throws Exception {
        return connect("127.0.0.1", host);
    }

    private static Socket connect(String source, RunningHost host) throws Exception {
        Socket socket = new Socket();
        socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
        socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.port("service")));
        return socket;
    }

    private static void exchange(Socket client, Socket server) throws IOException {
        client.getOutputStream().write('?');
        assertThat(server.getInputStream().read()).isEqualTo('?');
        server.getOutputStream().write('!');
        assertThat(client.getInputStream().read()).isEqualTo('!');
    }

    /** What comes until the end, or until a reset. */
    private static byte[] rest(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return all.toByteArray();
    }

    private static CompletableFuture<byte[]> reading(Socket socket) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    private static CompletableFuture<Void> writing(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        out.write(bytes);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[MEGABYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
