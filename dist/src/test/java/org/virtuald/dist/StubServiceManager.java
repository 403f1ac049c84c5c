package org.virtuald.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.UnixDatagrams;

/**
 * The part of systemd that a service sees: hears its notifications, keeps the descriptors that it stores, and starts it with
 * them.
 */
final class StubServiceManager implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 4096;
    private static final byte[] END = "END".getBytes(StandardCharsets.US_ASCII);

    private final String address;
    private final Descriptor socket;
    private final Descriptor ending; // where the thread is told to end
    private final Thread thread;
    private final List<String> messages = new ArrayList<>(); // guarded by this
    private final Map<String, Descriptor> store = new LinkedHashMap<>(); // guarded by this

    private StubServiceManager(String address) throws IOException {
        this.address = address;
        this.socket = UnixDatagrams.bind(address);
        this.ending = UnixDatagrams.connect(address, Await.DEADLINE);
        if (address.startsWith("/")) {
            Files.setPosixFilePermissions(Path.of(address), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        this.thread = new Thread(this::receive, "service manager");
        thread.start();
    }

    /**
     * Starts to listen.
     *
     * @param address a path, or {@code @} and an abstract name
     */
    static StubServiceManager at(String address) throws IOException {
        return new StubServiceManager(address);
    }

    private void receive() {
        MessageReceiver receiver = new MessageReceiver(socket, LONGEST_MESSAGE, 16);
        try {
            while (true) {
                if (!(receiver.receive() instanceof MessageReceiver.Received.Message message)) {
                    throw new AssertionError("a message that is too long");
                }
                String text = StandardCharsets.UTF_8.decode(message.payload()).toString();
                if (text.equals("END")) {
                    return;
                }
                take(text, message.descriptors());
            }
        } catch (ErrnoException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void take(String text, List<Descriptor> descriptors) {
        Map<String, String> fields = text.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        String name = fields.getOrDefault("FDNAME", "stored");
        if (fields.containsKey("FDSTORE")) {
            for (Descriptor descriptor : descriptors) {
                Descriptor before = store.put(name, descriptor);
                if (before != null) {
                    before.close();
                }
            }
        } else {
            descriptors.forEach(Descriptor::close);
        }
        if (fields.containsKey("FDSTOREREMOVE")) {
            Descriptor removed = store.remove(name);
            if (removed != null) {
                removed.close();
            }
        }
        messages.add(text);
        notifyAll();
    }

    /** Has a descriptor in the store before the service has ever run, as a socket unit's. */
    synchronized void give(String name, Descriptor descriptor) {
        store.put(name, descriptor);
    }

    /** The names of what is stored, in the order of storing. */
    synchronized List<String> stored() {
        return List.copyOf(store.keySet());
    }

    /** The sockets that are stored, as {@code socket:[INODE]}. */
    synchronized Set<String> sockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        for (Descriptor descriptor : store.values()) {
            Path link = Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
            sockets.add(Files.readSymbolicLink(link).toString());
        }
        return sockets;
    }

    /** All that has been heard. */
    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    /** The first message from the given place on that is as wanted. */
    synchronized String await(String what, int from, Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        while (true) {
            for (String message : messages.subList(from, messages.size())) {
                if (wanted.test(message)) {
                    return message;
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not heard: " + what + "; but:\n" + String.join("\n--\n", messages));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /**
     * Starts a command as the service's main process.
     *
     * @param extra environment variables, each {@code NAME=value}
     */
    synchronized SpawnedProcess start(List<String> command, String... extra) throws IOException {
        List<String> environment = new ArrayList<>(List.of(
                "PATH=" + System.getenv("PATH"),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "NOTIFY_SOCKET=" + address));
        environment.addAll(List.of(extra));
        if (!store.isEmpty()) {
            environment.add("LISTEN_FDS=" + store.size());
            environment.add("LISTEN_FDNAMES=" + String.join(":", store.keySet()));
        }
        // systemd knows the child's pid before it execs; a shell knows its own
        List<String> all = Stream.concat(
                        Stream.of("/bin/sh", "-c", "export LISTEN_PID=$$ WATCHDOG_PID=$$; exec \"$@\"", "sh"),
                        command.stream())
                .toList();
        return SpawnedProcess.start(all, environment, List.copyOf(store.values()));
    }

    @Override
    public void close() throws IOException {
        new MessageSender(ending, END.length, 1).send(payload -> payload.put(END));
        ending.close();
        try {
            thread.join(Await.DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        synchronized (this) {
            store.values().forEach(Descriptor::close);
            store.clear();
        }
    }
}
