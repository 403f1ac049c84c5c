package org.virtuald.dist;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Clients that ask one port again and again, each as soon as it has its answer. */
final class Load implements AutoCloseable {
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean ending;

    /** Starts the clients. */
    Load(int count, int port, Predicate<String> isGood) {
        for (int i = 0; i < count; i++) {
            Thread client = new Thread(() -> ask(port, isGood), "client " + i);
            client.start();
            clients.add(client);
        }
    }

    private void ask(int port, Predicate<String> isGood) {
        while (!ending) {
            try {
                String answer = Client.ask("127.0.0.1", port);
                if (!isGood.test(answer)) {
                    failures.add("answer " + answer);
                }
                answers.incrementAndGet();
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            }
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
