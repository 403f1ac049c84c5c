package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Floods of clients that are refused: memory and descriptors stay as they were, and others are served. */
@Tag("alone")
@AsRoot
class FloodIT {
    private static final int REFUSED = Integer.getInteger("virtuald.flood", 50_000);
    private static final int WARM_UP = REFUSED / 5;
    private static final int FLOODERS = 4;
    private static final int SAMPLES = 40;
    private static final long MEGABYTE = 1_000_000;
    private static final String SOURCE = "127.0.0.9";

    @AutoClose
    private final Site site = new Site();

    FloodIT() throws IOException {}

    @Test
    void whatIsRefusedLeavesNothingBehind() throws Exception {
        service("name", "deny = \"" + SOURCE + "\"", "refusal = \"No.\\n\"");
        RunningHost host = site.start();
        int port = host.port("name");
        refused(port, WARM_UP); // the JVM's own growth: classes, compiled code, its heap's first sizes
        int descriptors = host.proc().descriptors();
        long resident = host.proc().residentBytes();
        long lines = host.log().lines().size();
        long began = System.nanoTime();

        refused(port, REFUSED);

        double seconds = (System.nanoTime() - began) / 1e9;
        Await.until("all are closed", () -> host.proc().descriptors() <= descriptors);
        long grown = host.proc().residentBytes() - resident;
        long told = host.log().lines().size() - lines;
        System.out.printf(
                "%d refused connections, %.0f a second: %d MB resident before, %+.1f MB since; %d lines in the log%n",
                REFUSED, REFUSED / seconds, resident / MEGABYTE, (double) grown / MEGABYTE, told);
        assertThat(grown).isLessThan(20 * MEGABYTE);
        assertThat(told).isLessThan(20 + (long) (2 * seconds));
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }

    private static void refused(int port, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < FLOODERS; i++) {
            Thread client = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    try {
                        wrong.addAndGet(Client.ask(SOURCE, "127.0.0.1", port).equals("No.\n") ? 0 : 1);
                    } catch (IOException e) {
                        wrong.incrementAndGet();
                    }
                }
            });
            client.start();
            clients.add(client);
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(wrong).hasValue(0);
    }

    @Test
    void aFloodOfOneSourceLeavesTheOthersServed() throws Exception {
        service("name", "max-programs-per-source = 4", "max-rate-per-source = \"20/s\"");
        RunningHost host = site.start();
        int port = host.port("name");
        median(port);
        double alone = median(port);
        double flooded;
        AtomicInteger came = new AtomicInteger();
        List<Thread> flood = new ArrayList<>();
        for (int i = 0; i < FLOODERS; i++) {
            Thread client = new Thread(() -> flood(port, came));
            client.start();
            flood.add(client);
        }
        try {
            Await.until("the flood has begun", () -> came.get() > 500);
            flooded = median(port);
        } finally {
            flood.forEach(Thread::interrupt);
            for (Thread client : flood) {
                client.join();
            }
        }
        System.out.printf(
                "median of another source: %.2f ms alone, %.2f ms while %d connections of one source came%n",
                alone, flooded, came.get());
        // the flood's own clients share the processors with the service here
        assertThat(flooded).isLessThan(10 * alone + 20);
    }

    /** Connects again and again; a client that waits for its turn is given up at once. */
    private static void flood(int port, AtomicInteger came) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(SOURCE), 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                came.incrementAndGet();
            } catch (IOException e) {
                // refused, or no local port left for a moment
            }
        }
    }

    /** How long another source's client waits for its whole answer, in milliseconds; each from an address of its own. */
    private static double median(int port) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            long began = System.nanoTime();
            assertThat(Client.ask("127.0.1." + (i + 1), "127.0.0.1", port)).isEqualTo("one\n");
            millis.add((System.nanoTime() - began) / 1e6);
        }
        Collections.sort(millis);
        return millis.get(millis.size() / 2);
    }

    @Test
    void aLongListCostsAConnectionNothing() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("10.%d.%d.%d/%d\n".formatted(i >> 13 & 0xff, i >> 5 & 0xff, (i & 31) << 3, 29));
        }
        Path list = Files.createDirectories(site.conf().resolve("access")).resolve("list");
        Files.writeString(list, text);
        service("short", "deny = \"" + SOURCE + "\"", "refusal = \"No.\\n\"");
        service("long", "deny = [\"" + SOURCE + "\", \"file:list\"]", "refusal = \"No.\\n\"");
        RunningHost host = site.start();
        int rounds = Integer.getInteger("virtuald.rounds", 4);
        int each = 1000;
        double shorter = Double.MAX_VALUE;
        double longer = Double.MAX_VALUE;
        refused(host.port("short"), 2 * each);
        refused(host.port("long"), 2 * each);
        for (int i = 0; i < rounds; i++) {
            shorter = Math.min(shorter, seconds(host.port("short"), each));
            longer = Math.min(longer, seconds(host.port("long"), each));
        }
        System.out.printf(
                "a list of 100,000 prefixes: %.3f times the time of one of 1 (least of %d)%n",
                longer / shorter, rounds);
        assertThat(longer / shorter).isLessThan(1.5);
    }

    private static double seconds(int port, int count) throws InterruptedException {
        long began = System.nanoTime();
        refused(port, count);
        return (System.nanoTime() - began) / 1e9;
    }

    private void service(String name, String... more) throws IOException, InterruptedException {
        site.service(name, """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(site.root("one"), String.join("\n", more)));
    }
}
