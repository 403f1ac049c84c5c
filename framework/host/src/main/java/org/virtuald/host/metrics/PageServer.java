package org.virtuald.host.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Endpoint;

/**
 * Answers GET and HEAD over HTTP/1.0, a request a connection, on TCP and Unix sockets; the JDK's server knows no Unix sockets. What
 * cannot be opened is told of once and tried again every {@value #RETRY_SECONDS} seconds. Of those who ask, {@value #THREADS} are
 * answered at a time and {@value #WAITING} wait; who comes then is closed, and who takes longer than {@value #CLIENT_SECONDS}
 * seconds, too.
 */
public final class PageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int THREADS = 2;
    private static final int WAITING = 16;
    private static final int LONGEST_HEAD = 8192;
    private static final long CLIENT_SECONDS = 5;
    private static final long RETRY_SECONDS = 5;
    private static final long PAUSE_WITHOUT_RESOURCES_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    };

    private final Function<PageRequest, PageAnswer> pages;
    private final List<PageSocket> sockets = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(DAEMONS);
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), DAEMONS);
    private boolean closed;

    private PageServer(Function<PageRequest, PageAnswer> pages) {
        this.pages = pages;
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Opens what can be opened now, and the rest later.
     *
     * @param endpoints TCP and Unix stream sockets
     * @param pages answers a GET; called by any thread
     */
    public static PageServer start(List<Endpoint> endpoints, Function<PageRequest, PageAnswer> pages) {
        PageServer server = new PageServer(pages);
        endpoints.forEach(endpoint -> server.open(endpoint, true));
        return server;
    }

    private synchronized void open(Endpoint endpoint, boolean isFirst) {
        if (closed) {
            return;
        }
        try {
            PageSocket socket = PageSocket.open(endpoint);
            sockets.add(socket);
            LOG.info("metrics on {}", told(socket.channel().getLocalAddress()));
            DAEMONS.newThread(() -> accept(socket.channel())).start();
        } catch (IOException e) {
            if (isFirst) {
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
                ? internet.toString().replaceFirst("^[^/]*/", "")
                : "unix:" + address;
    }

    private void accept(ServerSocketChannel socket) {
        while (socket.isOpen()) {
            try {
                take(socket.accept());
            } catch (IOException e) {
                if (socket.isOpen()) { // no descriptor is left: later there may be
                    LOG.warn("metrics: cannot take a connection: {}", e.getMessage());
                    LockSupport.parkNanos(PAUSE_WITHOUT_RESOURCES_NANOS);
                }
            }
        }
    }

    private void take(SocketChannel client) {
        try {
            ScheduledFuture<?> limit = timer.schedule(() -> close(client), CLIENT_SECONDS, TimeUnit.SECONDS);
            workers.execute(() -> serve(client, limit));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // too many, no thread, or the host stops
            close(client);
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
            Optional<String> head = head(client);
            if (head.isPresent()) {
                Optional<PageRequest> request = PageRequest.parse(head.get());
                boolean isHead =
                        request.filter(one -> one.method().equals("HEAD")).isPresent();
                ByteBuffer answer = request.map(this::answer)
                        .orElseGet(() -> PageAnswer.text("400 Bad Request", "not HTTP/1"))
                        .encoded(isHead);
                while (answer.hasRemaining()) {
                    client.write(answer);
                }
            }
        } catch (IOException e) {
            LOG.debug("metrics: {}", e.getMessage());
        } finally {
            limit.cancel(false);
        }
    }

    private PageAnswer answer(PageRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return PageAnswer.text("405 Method Not Allowed", "GET and HEAD only");
        }
        try {
            return pages.apply(request);
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
            return PageAnswer.text("500 Internal Server Error", "internal error: see the log");
        }
    }

    /** All up to the empty line, for what is left unread would make close(2) reset the connection; empty when there is none. */
    private static Optional<String> head(SocketChannel client) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HEAD);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        timer.shutdownNow();
        workers.shutdownNow();
        for (PageSocket socket : sockets) {
            socket.close();
        }
    }
}
