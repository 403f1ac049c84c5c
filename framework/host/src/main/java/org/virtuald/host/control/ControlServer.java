package org.virtuald.host.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the control socket, mode 0600, and lets the superuser and the host's own user in, unix(7) SO_PEERCRED. An
 * answer is {@code {"ok": true, …}} or {@code {"ok": false, "error": TEXT}}.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final String SUPERUSER = "root";
    private static final int LONGEST_LINE = 65_536;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofSeconds(1);

    /** Carries out a command. */
    @FunctionalInterface
    public interface Command {
        /** The answer's fields beside {@code ok}; any thread may call it. */
        Map<String, ?> run(ControlRequest request) throws ControlException, InterruptedException;
    }

    private final Path path;
    private final ServerSocketChannel socket;
    private final Map<String, Command> commands;
    /** One for each connection, and none that is kept for long: commands are rare. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "control");
                thread.setDaemon(true);
                return thread;
            });

    private ControlServer(Path path, ServerSocketChannel socket, Map<String, Command> commands) {
        this.path = path;
        this.socket = socket;
        this.commands = Map.copyOf(commands);
    }

    /** Where the control socket of a host lies. */
    public static Path socketIn(Path stateDirectory) {
        return stateDirectory.resolve("control.sock");
    }

    /**
     * Opens the socket, in the place of one that a host left behind, and serves it.
     *
     * @param commands what can be asked, by name
     * @throws IOException when the socket cannot be opened
     */
    public static ControlServer start(Path stateDirectory, Map<String, Command> commands) throws IOException {
        Path path = socketIn(stateDirectory);
        Files.deleteIfExists(path);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // the directory keeps others out until the mode is set
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        ControlServer server = new ControlServer(path, socket, commands);
        server.threads.execute(server::accept);
        return server;
    }

    private void accept() {
        while (socket.isOpen()) {
            try {
                take(socket.accept());
            } catch (ClosedChannelException | RejectedExecutionException e) {
                return; // the host stops
            } catch (IOException | OutOfMemoryError e) { // no descriptor, no thread: later there may be
                LOG.warn("control: cannot take a connection: {}; whoever asks waits", e.getMessage());
                LockSupport.parkNanos(PAUSE_WITHOUT_RESOURCES.toNanos());
            }
        }
    }

    private void take(SocketChannel peer) throws IOException {
        try {
            threads.execute(() -> serve(peer));
        } catch (OutOfMemoryError e) {
            peer.close();
            throw e;
        }
    }

    private void serve(SocketChannel peer) {
        try (peer) {
            String user =
                    peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!user.equals(SUPERUSER) && !user.equals(Files.getOwner(path).getName())) {
                LOG.warn("control: refused user {}", user);
                return;
            }
            BufferedReader requests =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.UTF_8));
            Writer answers = new OutputStreamWriter(Channels.newOutputStream(peer), StandardCharsets.UTF_8);
            for (String line = readLine(requests); !line.isEmpty(); line = readLine(requests)) {
                answers.write(Json.write(answer(line)) + "\n");
                answers.flush();
            }
        } catch (IOException e) {
            LOG.debug("control: {}", e.getMessage());
        }
    }

    /** A line of bounded length; empty at the end of the file. */
    private static String readLine(BufferedReader from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = from.read(); c >= 0 && c != '\n'; c = from.read()) {
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a request of more than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private Map<String, Object> answer(String line) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            ControlRequest request = ControlRequest.parse(line);
            Command command = commands.get(request.command());
            if (command == null) {
                throw new ControlException("no command " + request.command());
            }
            answer.put("ok", true);
            answer.putAll(command.run(request));
        } catch (ControlException e) {
            answer.put("ok", false);
            answer.put("error", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.put("ok", false);
            answer.put("error", "the host is stopping");
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
            answer.put("ok", false);
            answer.put("error", "internal error: " + e);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        Files.deleteIfExists(path);
    }
}
