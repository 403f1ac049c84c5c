package org.virtuald.bundles.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.AdministrationException;

/** The web server: the page for everybody on loopback, and what it shows for those who have the token. */
final class ConsoleServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("console");
    private static final String API = "/api/";
    private static final int MOST_THREADS = 16;
    private static final int LONGEST_BODY = 4096;
    private static final int STOP_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, MOST_THREADS, STOP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), ConsoleServer::thread);
    private final Admittance admittance;
    private final Answers answers;

    private ConsoleServer(HttpServer server, Admittance admittance, Answers answers) {
        this.server = server;
        this.admittance = admittance;
        this.answers = answers;
    }

    /**
     * Listens and answers.
     *
     * @throws IOException when it cannot listen there
     */
    static ConsoleServer start(InetSocketAddress address, Token token, Answers answers) throws IOException {
        limitClients();
        HttpServer http;
        try {
            http = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + text(address) + ": " + e.getMessage()
                            + "; listen in console.properties can name another port",
                    e);
        }
        ConsoleServer server = new ConsoleServer(http, new Admittance(token), answers);
        http.createContext("/", server::handle);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /** Java's server reads these when its first one is made; what the administrator has set stays. */
    private static void limitClients() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "30",
                        "sun.net.httpserver.idleInterval", "30",
                        "sun.net.httpserver.maxReqHeaders", "50",
                        "sun.net.httpserver.maxReqHeaderSize", "16384",
                        "jdk.httpserver.maxConnections", "64")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "console/http");
        thread.setDaemon(true);
        return thread;
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() instanceof Inet6Address
                ? "[::1]"
                : address.getAddress().getHostAddress();
        return host + ":" + address.getPort();
    }

    /** Where it is. */
    String url() {
        return "http://" + text(server.getAddress()) + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
            byte[] body = reply.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reply.status(), hasBody ? body.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Reply reply(HttpExchange exchange) {
        try {
            if (!Admittance.isForLoopback(exchange.getRequestHeaders())) {
                return Reply.error(421, "the console answers to 127.0.0.1, [::1] and localhost alone");
            }
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith(API)) {
                return answer(exchange, path.substring(API.length()));
            }
            String method = exchange.getRequestMethod();
            return method.equals("GET") || method.equals("HEAD")
                    ? Reply.page(path)
                    : Reply.error(405, "the page is read with GET");
        } catch (IOException e) {
            return Reply.error(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn("internal error: {}", e, e);
            return Reply.error(500, "internal error: " + e);
        }
    }

    private Reply answer(HttpExchange exchange, String what) throws IOException {
        if (!admittance.hasToken(exchange.getRequestHeaders())) {
            return Reply.error(401, "this is not the token; virtuald console prints it");
        }
        if (!Admittance.isFromHere(exchange.getRequestHeaders())) {
            return Reply.error(403, "a page of another origin may not ask");
        }
        try {
            return switch (exchange.getRequestMethod()) {
                case "GET" -> read(what);
                case "POST" -> act(what, body(exchange));
                default -> Reply.error(405, "there are GET and POST");
            };
        } catch (AdministrationException e) {
            return Reply.error(409, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Reply.error(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply read(String what) throws AdministrationException {
        return switch (what) {
            case "state" -> Reply.json(answers.state());
            case "connections" -> Reply.json(answers.connections());
            case "history" -> Reply.json(answers.history(""));
            default ->
                what.startsWith("history/")
                        ? Reply.json(answers.history(what.substring("history/".length())))
                        : Reply.error(404, "there is no " + what);
        };
    }

    private Reply act(String what, Fields body) throws AdministrationException {
        return switch (what) {
            case "pause" -> Reply.json(answers.pause(body.text("service"), true));
            case "resume" -> Reply.json(answers.pause(body.text("service"), false));
            case "reload" -> Reply.json(answers.reload());
            default -> Reply.error(404, "there is no " + what);
        };
    }

    private static Fields body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LONGEST_BODY + 1);
            if (body.length > LONGEST_BODY) {
                throw new IOException("a request of more than " + LONGEST_BODY + " bytes");
            }
            return body.length == 0 ? new Fields(new LinkedHashMap<>()) : Json.read(new String(body, UTF_8));
        }
    }

    /** Closes the socket, gives answers that are being written a second, and ends all threads. */
    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.shutdownNow();
    }
}
