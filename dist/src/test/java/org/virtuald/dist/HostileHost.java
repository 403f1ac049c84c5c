package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageReceiver.Received;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.TcpListener;

/**
 * A real launcher on whose channels the test writes what it likes, as a host that was taken over would. It knows the wire
 * format by itself: what the launcher's own classes cannot write has to be written too.
 */
final class HostileHost implements AutoCloseable {
    static final int VERSION = 1;
    static final int OPEN = 1;
    static final int BIND = 2;
    static final int READ_ROOTS = 3;
    static final int LAUNCH = 1;
    static final int TERMINATE = 2;
    // types of answers on the control channel
    private static final int READY = 1;
    private static final int OPENED = 2;
    static final int REJECTED = 3;

    private static final int LONGEST = 80_000;
    private static final int MOST_DESCRIPTORS = 253; // SCM_MAX_FD of net/scm.h

    private final ConfReader conf;
    private final SpawnedProcess process;
    private final Descriptor listener;
    private final int port;
    final Channel control;

    HostileHost(Path confDirectory) throws IOException {
        conf = new ConfReader(confDirectory, ConfFiles.plain());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + Distribution.HOME.resolve("lib/native/" + machine())));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of(
                "-cp",
                Distribution.HOME.resolve("lib/launcher") + "/*",
                "org.virtuald.launcher.LauncherMain",
                confDirectory.toString()));
        try (SocketPair pair = SocketPair.open()) {
            process = SpawnedProcess.start(
                    command, List.of("PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"), List.of(pair.there()));
            control = new Channel(pair.takeHere());
        }
        listener = TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 100);
        port = new SocketAddresses().local(listener).getPort();
        assertThat(control.answer()[1]).isEqualTo((byte) READY);
    }

    private static String machine() {
        return (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64") + "-Linux";
    }

    ProcFiles launcher() {
        return new ProcFiles(process.pid());
    }

    /** Opens a service as a good host does and answers its launch channel. */
    Channel open(String service) throws IOException {
        return tryOpen(service).orElseThrow(() -> new AssertionError(service + " is not opened"));
    }

    Optional<Channel> tryOpen(String service) throws IOException {
        Reading<ServiceConf> reading = conf.service(service);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        String digest = ((Reading.Accepted<ServiceConf>) reading).value().digest();
        control.send(open(service, digest));
        Received received = control.receiver.receive();
        assertThat(received).isInstanceOf(Received.Message.class);
        Received.Message message = (Received.Message) received;
        return message.payload().get(1) == OPENED
                ? Optional.of(new Channel(message.descriptors().get(0)))
                : Optional.empty();
    }

    /** The request to open a service. */
    static Consumer<ByteBuffer> open(String service, String digest) {
        return into -> {
            into.put((byte) VERSION).put((byte) OPEN);
            text(into, service);
            text(into, digest);
        };
    }

    private static void text(ByteBuffer into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.putShort((short) bytes.length).put(bytes);
    }

    /** The request to launch a connection. */
    static Consumer<ByteBuffer> launch(long connection) {
        return into -> into.put((byte) VERSION).put((byte) LAUNCH).putLong(connection);
    }

    /** The request to end a connection's program. */
    static Consumer<ByteBuffer> terminate(long connection, int graceMillis) {
        return into -> into.put((byte) VERSION)
                .put((byte) TERMINATE)
                .putLong(connection)
                .putInt(graceMillis);
    }

    /** Connects a client and launches it on a channel, and answers what the program says. */
    String ask(Channel channel) throws IOException {
        try (Client client = Client.to("127.0.0.1", port)) {
            try (Descriptor socket = accept()) {
                channel.send(launch(1), socket);
            }
            return client.rest();
        }
    }

    /** A client, and the connection's other end. */
    record Connected(Client client, Descriptor socket) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
            client.close();
        }
    }

    Connected connect() throws IOException {
        return new Connected(Client.to("127.0.0.1", port), accept());
    }

    Descriptor listener() {
        return listener;
    }

    private Descriptor accept() throws IOException {
        Optional<TcpListener.Accepted> accepted = Optional.empty();
        while (accepted.isEmpty()) {
            accepted = TcpListener.accept(listener, new SocketAddresses());
        }
        return accepted.get().socket();
    }

    @Override
    public void close() throws IOException {
        control.close();
        listener.close();
        try {
            assertThat(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("the launcher ends with its control channel")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** One channel's end that is the host's. */
    static final class Channel implements AutoCloseable {
        private final Descriptor socket;
        private final MessageSender sender;
        private final MessageReceiver receiver;

        Channel(Descriptor socket) {
            this.socket = socket;
            this.sender = new MessageSender(socket, LONGEST, MOST_DESCRIPTORS);
            this.receiver = new MessageReceiver(socket, LONGEST, 2);
        }

        void send(Consumer<ByteBuffer> message, Descriptor... descriptors) throws ErrnoException {
            sender.send(message, descriptors);
        }

        boolean trySend(Consumer<ByteBuffer> message, Descriptor... descriptors) throws ErrnoException {
            return sender.trySend(message, descriptors);
        }

        /** The next answer's bytes; empty at the end. */
        byte[] answer() throws ErrnoException {
            Received received = receiver.receive();
            if (received instanceof Received.Message message) {
                message.discard();
                byte[] bytes = new byte[message.payload().remaining()];
                message.payload().get(bytes);
                return bytes;
            }
            return new byte[0];
        }

        /** Reads until the launcher closes it. */
        void awaitEnd() throws ErrnoException {
            while (answer().length > 0) {
                // answers that were under way
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
