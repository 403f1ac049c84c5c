package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleException;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramServicesTest {
    private static final String ECHO = "datagram.reply(datagram.payload());";
    private static final String EVERYWHERE = "new Endpoint.Host.Any()";

    @AutoClose
    private final BundleHostFixture host = new BundleHostFixture();

    DatagramServicesTest() throws IOException, BundleException {}

    @Test
    void aServiceAnswersDatagrams() throws IOException {
        assertThat(host.deploy(BundleSource.receiving("1.0.0", 4, ECHO))).isEmpty();
        assertThat(host.addresses("sample")).singleElement().asString().startsWith("udp:127.0.0.1:");
        try (UdpClient client = client()) {
            for (int i = 0; i < 500; i++) {
                assertThat(client.ask("number " + i)).isEqualTo("number " + i);
            }
            assertThat(client.ask("x".repeat(60_000))).hasSize(60_000);
        }
    }

    @Test
    void itsThreadsAreNamedAfterItAndHaveItsClassLoader() throws IOException {
        host.deploy(BundleSource.receiving("1.0.0", 1, """
                Thread thread = Thread.currentThread();
                say(datagram, thread.getName() + " "
                        + (thread.getContextClassLoader() == getClass().getClassLoader()));
                """));
        try (UdpClient client = client()) {
            assertThat(client.ask("?")).isEqualTo("sample/udp/1 true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.5", "127.8.9.10", "::1"})
    void aReplyComesFromTheAddressThatWasAsked(String asked) throws IOException {
        host.deploy(BundleSource.receiving("sample", "1.0.0", EVERYWHERE, 4, """
                say(datagram, NumericAddress.text(datagram.local()) + " " + NumericAddress.text(datagram.remote())
                        + " " + datagram.arrival().endpoint() + " " + datagram.arrival().service());
                """));
        int port = host.port("sample");
        try (UdpClient client = UdpClient.to(asked, port)) {
            String address = asked.contains(":") ? "[" + asked + "]" : asked;
            String from = asked.contains(":") ? "[::1]" : "127.0.0.1";
            assertThat(client.ask("who"))
                    .isEqualTo(address + ":" + port + " " + from + ":"
                            + client.address().getPort() + " udp:*:0 sample");
        }
    }

    @Test
    void whatIsSentToManyIsNotAnswered() throws Exception {
        host.deploy(BundleSource.receiving("sample", "1.0.0", EVERYWHERE, 1, ECHO));
        int port = host.port("sample");
        InetSocketAddress broadcast = new InetSocketAddress(InetAddress.getByName("127.255.255.255"), port);
        try (LogLines log = new LogLines("sample");
                DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1}, 1, broadcast));
            assertThat(log.next())
                    .isEqualTo("1 datagram dropped: udp:0.0.0.0:" + port
                            + ": it was sent to a broadcast or multicast address");
            socket.send(new DatagramPacket(new byte[] {2, 2}, 2, InetAddress.getLoopbackAddress(), port));
            DatagramPacket answer = new DatagramPacket(new byte[10], 10);
            socket.receive(answer);
            assertThat(answer.getLength()).isEqualTo(2);
        }
    }

    @Test
    void whatItThrowsHarmsThatDatagramAlone() throws Exception {
        host.deploy(BundleSource.receiving("1.0.0", 1, """
                if (text(datagram).equals("x")) {
                    throw new StackOverflowError("mine");
                }
                say(datagram, "well");
                """));
        try (LogLines log = new LogLines("sample");
                UdpClient client = client()) {
            for (int i = 0; i < 40; i++) {
                client.send("x");
            }
            assertThat(client.ask("?")).isEqualTo("well");
            assertThat(log.next())
                    .matches("1 datagram not answered: 127.0.0.1:\\d+: the service has thrown "
                            + "java.lang.StackOverflowError: mine");
            host.bundle("sample").stop();
            assertThat(log.next()).startsWith("39 datagrams not answered, the latest: 127.0.0.1:");
        }
    }

    @Test
    void filtersSeeDatagramsAndThoseThatWouldBeHeldAreDropped() throws Exception {
        host.deploy(BundleSource.filtering("guard", "ConnectionFilter.SERVICES, \"sample\"", """
                if (!(arrival.endpoint() instanceof Endpoint.Udp)) {
                    throw new IllegalStateException(arrival.toString());
                }
                return switch (NumericAddress.text(arrival.remote().getAddress())) {
                    case "127.0.0.8" -> Verdict.hold(Duration.ofMillis(1));
                    case "127.0.0.9" -> Verdict.refuse("not you");
                    default -> Verdict.accept();
                };
                """));
        host.deploy(BundleSource.receiving("1.0.0", 1, ECHO));
        int port = host.port("sample");
        try (LogLines log = new LogLines("sample");
                UdpClient refused = UdpClient.from("127.0.0.9", "127.0.0.1", port);
                UdpClient held = UdpClient.from("127.0.0.8", "127.0.0.1", port);
                UdpClient accepted = client()) {
            refused.send("one");
            assertThat(log.next())
                    .isEqualTo(
                            "1 datagram refused: 127.0.0.9:" + refused.address().getPort() + " by guard: not you");
            held.send("two");
            assertThat(accepted.ask("three")).isEqualTo("three");
            host.bundle("sample").stop();
            assertThat(log.next())
                    .isEqualTo("1 datagram refused: 127.0.0.8:" + held.address().getPort()
                            + " by guard: datagrams cannot be held");
            assertThat(refused.hasAnswer()).isFalse();
            assertThat(held.hasAnswer()).isFalse();
        }
    }

    @Test
    void aServiceThatIsBusyLosesDatagramsAndNobodyElseDoes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        System.getProperties().put("virtuald.test.release", release);
        host.deploy(BundleSource.receiving("1.0.0", 1, """
                try {
                    ((CountDownLatch) System.getProperties().get("virtuald.test.release")).await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                datagram.reply(datagram.payload());
                """));
        host.deploy(BundleSource.receiving("other", "1.0.0", EVERYWHERE, 1, ECHO));
        try (LogLines log = new LogLines("sample");
                UdpClient busy = client();
                UdpClient other = UdpClient.to("127.0.0.1", host.port("other"))) {
            for (int i = 0; i < 3000; i++) {
                busy.send("x".repeat(1000));
            }
            assertThat(other.ask("well")).isEqualTo("well");
            release.countDown();
            while (busy.hasAnswer()) {
                // until all that was queued has been answered
            }
            busy.send("again");
            assertThat(log.next())
                    // the line comes with the first loss that is seen, of one or of many
                    .matches("(1 datagram lost|\\d+ datagrams lost, the latest): udp:127.0.0.1:\\d+ got more than it"
                            + " could take");
            String answer = busy.receive();
            while (!answer.equals("again")) {
                answer = busy.receive();
            }
        } finally {
            System.getProperties().remove("virtuald.test.release");
        }
    }

    @Test
    void aReplacedServiceAnswersWhatItHasAndItsSuccessorTheRest() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        System.getProperties().put("virtuald.test.release", release);
        try (UdpClient client = deployWaiting()) {
            for (int i = 0; i < 150; i++) { // some are in hand, some in the kernel's queue
                client.send("number " + i);
            }
            Thread releasing = new Thread(() -> {
                while (host.listens("sample")) {
                    Thread.onSpinWait(); // until the old one ends
                }
                release.countDown();
            });
            releasing.start();
            host.deploy(BundleSource.receiving("1.0.1", 1, "say(datagram, \"new \" + text(datagram));"));
            releasing.join();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                answers.add(client.receive().replace("new ", ""));
            }
            assertThat(answers).doesNotHaveDuplicates().allMatch(answer -> answer.startsWith("number "));
            assertThat(client.ask("again")).isEqualTo("new again");
        } finally {
            System.getProperties().remove("virtuald.test.release");
        }
    }

    @Test
    void whatOneServiceHasLostItsSuccessorDoesNotTellAgain() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        System.getProperties().put("virtuald.test.release", release);
        try (LogLines log = new LogLines("sample");
                UdpClient client = deployWaiting()) {
            for (int i = 0; i < 3000; i++) {
                client.send("x".repeat(1000));
            }
            release.countDown();
            while (client.hasAnswer()) {
                // until all that was queued has been answered
            }
            assertThat(client.ask("more")).isEqualTo("more");
            assertThat(log.next()).containsPattern("datagrams? lost");
            host.deploy(BundleSource.receiving("1.0.1", 1, """
                    if (text(datagram).equals("throw")) {
                        throw new IllegalStateException("the last line");
                    }
                    datagram.reply(datagram.payload());
                    """));
            assertThat(client.ask("well")).isEqualTo("well");
            client.send("throw");
            String line = log.next();
            while (line.matches("(?s).*datagrams? lost, .*") && !line.contains("the last line")) {
                line = log.next(); // what the old one had not told yet
            }
            assertThat(line).contains("the last line");
        } finally {
            System.getProperties().remove("virtuald.test.release");
        }
    }

    private UdpClient deployWaiting() throws IOException {
        host.deploy(BundleSource.receiving("1.0.0", 1, """
                try {
                    ((CountDownLatch) System.getProperties().get("virtuald.test.release")).await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                datagram.reply(datagram.payload());
                """));
        return client();
    }

    @Test
    void aPausedServiceLeavesDatagramsInTheQueueAndItsSuccessorToo() throws Exception {
        host.deploy(BundleSource.receiving("1.0.0", 1, "say(datagram, \"old\");"));
        host.pause("sample", true);
        try (UdpClient client = client()) {
            client.send("x");
            assertThat(client.hasAnswer()).isFalse();
            host.deploy(BundleSource.receiving("1.0.1", 1, "say(datagram, \"new\");"));
            assertThat(client.hasAnswer()).isFalse();
            host.pause("sample", false);
            assertThat(client.receive()).isEqualTo("new");
            host.awaitIdle("sample");
        }
    }

    @Test
    void aFloodOfOneServiceStarvesNoOther() throws Exception {
        host.deploy(BundleSource.receiving("1.0.0", 4, ""));
        host.deploy(BundleSource.receiving("other", "1.0.0", EVERYWHERE, 1, ECHO));
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> flood = new ArrayList<>();
        try (UdpClient other = UdpClient.to("127.0.0.1", host.port("other"))) {
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> flood(enough), "flood/" + i);
                thread.start();
                flood.add(thread);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(other.ask("number " + i)).isEqualTo("number " + i);
            }
        } finally {
            enough.set(true);
            for (Thread thread : flood) {
                thread.join();
            }
        }
    }

    private void flood(AtomicBoolean enough) {
        try (UdpClient client = client()) {
            while (!enough.get()) {
                client.send("x");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stoppingABundleClosesItsSocketsAndEndsItsThreads() throws Exception {
        host.deploy(BundleSource.receiving("1.0.0", 2, """
                try {
                    while (true) {
                        say(datagram, "more");
                        Thread.sleep(1);
                    }
                } catch (InterruptedException e) {
                    say(datagram, "never sent");
                }
                """));
        int port = host.port("sample");
        try (UdpClient client = client()) {
            assertThat(client.ask("x")).isEqualTo("more");
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("sample/"))
                    .toList();
            assertThat(threads).isNotEmpty();
            host.bundle("sample").stop();
            assertThat(host.listens("sample")).isFalse();
            for (Thread thread : threads) { // they end a moment after their work
                thread.join(10_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
    }

    @Test
    void oneNameIsOneServiceOfEachKind() throws Exception {
        try (LogLines log = new LogLines("virtuald")) {
            host.deploy(BundleSource.serving("1.0.0", "say(connection, \"tcp\");"));
            host.deploy(new BundleSource(
                    "both", "1.0.0", BundleSource.receiving("1.0.0", 1, ECHO).activator()));
            assertThat(host.addresses("sample")).hasSize(2);
            assertThat(host.ask("sample", "")).isEqualTo("tcp");

            host.deploy(new BundleSource(
                    "second", "1.0.0", BundleSource.receiving("1.0.0", 1, ECHO).activator()));
            host.deploy(BundleSource.receiving("taken", "1.0.0", EVERYWHERE, 1, ECHO));
            assertThat(host.listens("taken")).isFalse();
            String line = log.next();
            while (!line.contains("there is a service of that name already")) {
                line = log.next();
            }
            assertThat(line).startsWith("sample: ");
        }
    }

    @Test
    void aServiceOfConnectionsHasNoUdpEndpoints() throws Exception {
        try (LogLines log = new LogLines("virtuald")) {
            host.deploy(new BundleSource(
                    "sample",
                    "1.0.0",
                    BundleSource.serving("1.0.0", "").activator().replace("new Endpoint.Tcp(", "new Endpoint.Udp(")));
            assertThat(log.next())
                    .isEqualTo("bundle sample: its service cannot be used: java.lang.IllegalArgumentException: "
                            + "udp:127.0.0.1:0 has no connections; a DatagramService is registered for it");
        }
        assertThat(host.listens("sample")).isFalse();
    }

    @Test
    void aPortInUseIsTriedAgain() throws Exception {
        String fixed = BundleSource.receiving("1.0.0", 1, ECHO).activator();
        try (DatagramSocket holder = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            host.deploy(new BundleSource(
                    "sample",
                    "1.0.0",
                    fixed.replace(
                            "getLoopbackAddress()), 0)", "getLoopbackAddress()), " + holder.getLocalPort() + ")")));
            assertThat(host.listens("sample")).isFalse();
        }
        host.reconcile();
        try (UdpClient client = client()) {
            assertThat(client.ask("now")).isEqualTo("now");
        }
    }

    @Test
    void replacedBundlesLeaveNothingBehind() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        host.deploy(BundleSource.filtering("guard", "", "return Verdict.accept();"));
        update(loaders, 3); // what is made once is there now
        long before = Directories.size(Path.of("/proc/self/fd"));
        update(loaders, 30);
        assertThat(Directories.size(Path.of("/proc/self/fd"))).isLessThan(before + 10);
        int left = left(loaders);
        for (int i = 0; i < 50 && left > 1; i++) {
            System.gc();
            Thread.sleep(20);
            left = left(loaders);
        }
        assertThat(left).isLessThanOrEqualTo(2); // the one in use, and at most one that some thread has in hand
    }

    private void update(List<WeakReference<ClassLoader>> loaders, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String text = "version " + loaders.size();
            // half of them end with a failure that is still to be told
            assertThat(host.deploy(BundleSource.receiving("1.0." + loaders.size(), 1, """
                            say(datagram, "%s");
                            throw new IllegalStateException("mine");
                            """.formatted(text))))
                    .isEmpty();
            try (UdpClient client = client()) {
                assertThat(client.ask("?")).isEqualTo(text);
                assertThat(client.ask("?")).isEqualTo(text);
            }
            loaders.add(new WeakReference<>(host.classLoader("sample")));
        }
    }

    private static int left(List<WeakReference<ClassLoader>> loaders) {
        return (int) loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private UdpClient client() throws IOException {
        return UdpClient.to("127.0.0.1", host.port("sample"));
    }
}
