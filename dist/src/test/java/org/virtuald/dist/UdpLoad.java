package org.virtuald.dist;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that send datagrams to one port and want every one back, each from an address of its own. */
final class UdpLoad implements AutoCloseable {
    /** So that no address asks for more than it gets answers, which is 100 a second. */
    private static final Duration BETWEEN = Duration.ofMillis(15);

    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean ending;

    /** Starts the clients. */
    UdpLoad(int count, int port) {
        for (int i = 0; i < count; i++) {
            String address = "127.1.0." + (1 + i);
            Thread client = new Thread(() -> ask(address, port), "client " + address);
            client.start();
            clients.add(client);
        }
    }

    private void ask(String address, int port) {
        try (UdpClient client = UdpClient.on(address, 0)) {
            for (int i = 0; !ending; i++) {
                String text = address + " " + i;
                String answer = client.exchange("127.0.0.1", port, text);
                if (!answer.equals(text)) {
                    failures.add(text + " was answered " + answer);
                }
                answers.incrementAndGet();
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        } catch (IOException | RuntimeException e) {
            failures.add(address + ": " + e);
        }
    }

    /** How many answers there were so far. */
    int answers() {
        return answers.get();
    }

    /** Waits until there are more answers. */
    void awaitMore(int more) throws IOException {
        int goal = answers() + more;
        Await.until(more + " more answers", () -> answers() >= goal || !failures.isEmpty());
    }

    /** What went wrong, once all clients have ended. */
    List<String> failures() {
        close();
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        ending = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
