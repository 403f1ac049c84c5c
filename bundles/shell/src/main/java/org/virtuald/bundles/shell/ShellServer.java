package org.virtuald.bundles.shell;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.shell.wire.Frame;

/**
 * Listens on the shell's socket, mode 0600, and lets the superuser and the host's own user in, unix(7) SO_PEERCRED. One thread
 * accepts and receives; a client that says nothing costs no other.
 */
final class ShellServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("shell");
    private static final String SUPERUSER = "root";
    private static final int MOST_SESSIONS = 32;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 1_000;
    private static final long IDLE_THREAD_SECONDS = 5;
    private static final long STOP_MILLIS = 1_000;

    private final Path path;
    private final ServerSocketChannel socket;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Interpreter interpreter;
    private final Completion completion;
    private final ThreadPoolExecutor threads;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    private ShellServer(
            Path path,
            ServerSocketChannel socket,
            Selector selector,
            SelectionKey accepting,
            Interpreter interpreter,
            Completion completion) {
        this.path = path;
        this.socket = socket;
        this.selector = selector;
        this.accepting = accepting;
        this.interpreter = interpreter;
        this.completion = completion;
        this.threads = new ThreadPoolExecutor(
                0, MOST_SESSIONS, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named());
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> daemon(task, "shell/" + count.incrementAndGet());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the socket, in the place of one that a host left behind, and serves it.
     *
     * @throws IOException when it cannot be opened
     */
    static ShellServer start(Path path, Interpreter interpreter, Completion completion) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // the directory keeps others out until the mode is set
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            socket.configureBlocking(false);
            Selector selector = Selector.open();
            SelectionKey accepting = socket.register(selector, SelectionKey.OP_ACCEPT);
            ShellServer server = new ShellServer(path, socket, selector, accepting, interpreter, completion);
            daemon(server::loop, "shell").start();
            return server;
        } catch (IOException | RuntimeException e) {
            socket.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private void loop() {
        try {
            while (!closing) {
                boolean waiting = closeTheSilent();
                selector.select(this::proceed, waiting || accepting.interestOps() == 0 ? LOOK_MILLIS : 0);
                if (accepting.isValid()) {
                    accepting.interestOps(SelectionKey.OP_ACCEPT);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                LOG.error("the shell has ended: {}", e, e);
            }
        }
    }

    private void proceed(SelectionKey key) {
        if (key.equals(accepting)) {
            accept();
        } else if (key.attachment() instanceof Session session) {
            session.proceed();
        }
    }

    private void accept() {
        try {
            SocketChannel peer = socket.accept();
            if (peer != null) {
                admit(peer);
            }
        } catch (IOException e) {
            LOG.warn("cannot accept: {}", e.getMessage());
            accepting.interestOps(0); // the client waits, and the processor is not used up meanwhile
        }
    }

    private void admit(SocketChannel peer) throws IOException {
        try {
            peer.configureBlocking(false);
            String user =
                    peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!user.equals(SUPERUSER) && !user.equals(Files.getOwner(path).getName())) {
                LOG.warn("refused user {}", user);
                refuse(peer, "only root and the host's user may use the shell");
            } else if (sessions.size() >= MOST_SESSIONS) {
                LOG.warn("refused {}: there are {} sessions", user, MOST_SESSIONS);
                refuse(peer, "there are " + MOST_SESSIONS + " sessions already");
            } else {
                SelectionKey key = peer.register(selector, SelectionKey.OP_READ);
                Session session = new Session(user, peer, key, interpreter, completion, threads, sessions::remove);
                sessions.add(session);
                key.attach(session);
                if (closing) {
                    session.close();
                }
            }
        } catch (IOException e) {
            peer.close();
            LOG.debug("{}", e.toString());
        }
    }

    private static void refuse(SocketChannel peer, String reason) throws IOException {
        try (peer) {
            peer.write(Frame.of(Frame.Kind.REFUSED, reason).bytes());
        }
    }

    /** A client that does not even say hello takes the place of others; answers whether some may still do. */
    private boolean closeTheSilent() {
        long now = System.nanoTime();
        boolean waiting = false;
        for (Session session : sessions) {
            if (session.isSilentSince(now - LONGEST_SILENCE.toNanos())) {
                session.close();
            } else {
                waiting |= session.isSilentSince(now);
            }
        }
        return waiting;
    }

    /** Ends all sessions and what they run, and waits a moment for that. */
    @Override
    public void close() throws IOException {
        closing = true;
        socket.close();
        Files.deleteIfExists(path);
        sessions.forEach(Session::close);
        selector.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("a line goes on after the shell's end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
