package org.virtuald.host.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Endpoint;

/**
 * Answers GET by HTTP/1.0, RFC 1945, one request a connection, on TCP and Unix sockets. What cannot be opened is told and tried again. Four
 * requests are answered at once, sixteen wait, further ones are closed; a client has five seconds.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int THREADS = 4;
    private static final int WAITING = 16;
    private static final int LONGEST_REQUEST = 8192;
    private static final int FILE_TYPE = 0xF000; // S_IFMT of inode(7)
    private static final int SOCKET = 0xC000; // S_IFSOCK
    private static final long CLIENT_SECONDS = 5;
    private static final long RETRY_SECONDS = 5;
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    };

    /**
     * What a path has to say.
     *
     * @param status of HTTP, such as {@code 200 OK}
     * @param type the {@code Content-Type}
     * @param body the text
     */
    public record Answer(String status, String type, String body) {}

    private final Map<String, Supplier<Answer>> pages;
    private final List<ServerSocketChannel> sockets = new CopyOnWriteArrayList<>();
    private final List<Path> files = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(DAEMONS);
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), DAEMONS);
    private volatile boolean closed;

    private MetricsServer(Map<String, Supplier<Answer>> pages) {
        this.pages = Map.copyOf(pages);
    }

    /**
     * Opens what can be opened now, and the rest later.
     *
     * @param endpoints TCP and Unix stream sockets
     * @param pages what is answered, by path; called by any thread
     */
    public static MetricsServer start(List<Endpoint> endpoints, Map<String, Supplier<Answer>> pages) {
        MetricsServer server = new MetricsServer(pages);
        endpoints.forEach(endpoint -> server.open(endpoint, true));
        return server;
    }

    private synchronized void open(Endpoint endpoint, boolean tell) {
        if (closed) {
            return;
        }
        try {
            ServerSocketChannel socket = bound(endpoint);
            sockets.add(socket);
            LOG.info("metrics: listening on {}", told(socket.getLocalAddress()));
            DAEMONS.newThread(() -> accept(socket)).start();
        } catch (IOException | RuntimeException e) {
            if (tell) {
                LOG.error(
                        "metrics: cannot listen on {}: {}; trying again every {} s",
                        endpoint,
                        e.getMessage(),
                        RETRY_SECONDS);
            }
            var unused = timer.schedule(() -> open(endpoint, false), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static String told(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
                : "unix:" + address;
    }

    private ServerSocketChannel bound(Endpoint endpoint) throws IOException {
        boolean unix = endpoint instanceof Endpoint.Unix;
        ServerSocketChannel socket =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (endpoint instanceof Endpoint.Unix one) {
                Path path = Path.of(one.address());
                removeLeft(path);
                socket.bind(UnixDomainSocketAddress.of(path));
                files.add(path);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            } else if (endpoint instanceof Endpoint.Tcp tcp && tcp.host() instanceof Endpoint.Host.Address host) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.bind(new InetSocketAddress(host.address(), tcp.port()));
            } else {
                throw new IOException("neither an address nor a Unix socket");
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A socket that nobody listens on any more; bind(2) does not take its place by itself. Anything else is left alone. */
    private static void removeLeft(Path path) throws IOException {
        Object mode = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                : 0;
        boolean isSocket = mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET;
        if (isSocket) {
            try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                LOG.debug("metrics: {} is answered", other.getRemoteAddress());
            } catch (IOException e) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void accept(ServerSocketChannel socket) {
        while (!closed) {
            try {
                SocketChannel client = socket.accept();
                ScheduledFuture<?> limit = timer.schedule(() -> close(client), CLIENT_SECONDS, TimeUnit.SECONDS);
                try {
                    workers.execute(() -> serve(client, limit));
                } catch (RejectedExecutionException e) {
                    limit.cancel(false);
                    close(client);
                }
            } catch (IOException | RejectedExecutionException e) {
                if (!socket.isOpen()) {
                    return; // the host stops
                }
                LOG.warn("metrics: accept: {}", e.getMessage());
                pause();
            }
        }
    }

    /** No descriptors are left, most likely: others give some back meanwhile. */
    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("metrics: {}", e.getMessage());
        }
    }

    private void serve(SocketChannel client, ScheduledFuture<?> limit) {
        try (client) {
            Optional<String> request = request(client);
            if (request.isPresent()) {
                ByteBuffer answer = StandardCharsets.UTF_8.encode(response(request.get()));
                while (answer.hasRemaining()) {
                    client.write(answer);
                }
            }
        } catch (IOException e) {
            LOG.debug("metrics: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
        } finally {
            limit.cancel(false);
        }
    }

    /** Everything up to the empty line: what is left unread would make close(2) reset the connection. */
    private static Optional<String> request(SocketChannel client) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_REQUEST);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private String response(String request) {
        String[] words = request.lines().findFirst().orElse("").split(" ", -1);
        boolean head = words[0].equals("HEAD");
        Answer answer = answer(words);
        return "HTTP/1.0 " + answer.status() + "\r\nContent-Type: " + answer.type() + "\r\nContent-Length: "
                + answer.body().getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n"
                + (head ? "" : answer.body());
    }

    private Answer answer(String[] words) {
        if (words.length < 2) {
            return plain("400 Bad Request");
        }
        if (!words[0].equals("GET") && !words[0].equals("HEAD")) {
            return plain("405 Method Not Allowed");
        }
        Supplier<Answer> page = pages.get(words[1].replaceFirst("\\?.*", ""));
        return page == null ? plain("404 Not Found") : page.get();
    }

    private static Answer plain(String status) {
        return new Answer(status, "text/plain; charset=utf-8", status + "\n");
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (ServerSocketChannel socket : sockets) {
            socket.close();
        }
        timer.shutdownNow();
        workers.shutdownNow();
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
