package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whom the console lets in, and what it gives away to others. */
@AsRoot
class ConsoleAccessIT {
    private static final String JSON = "Content-Type: application/json";

    @AutoClose
    private final ConsoleSite console = new ConsoleSite();

    private int port;
    private String token = "";

    ConsoleAccessIT() throws IOException, InterruptedException {}

    private RunningHost start() throws Exception {
        console.services();
        RunningHost host = console.site().start();
        URI address = URI.create(console.url());
        port = address.getPort();
        token = address.getFragment().replace("token=", "");
        return host;
    }

    /** What the server answers to the lines of a request. */
    private String http(String request, String... headers) throws IOException {
        try (Client client = Client.to("127.0.0.1", port)) {
            client.send(request + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers)
                    + (headers.length == 0 ? "" : "\r\n") + "\r\n");
            return client.rest();
        }
    }

    private String host() {
        return "Host: 127.0.0.1:" + port;
    }

    private String bearer() {
        return "Authorization: Bearer " + token;
    }

    @Test
    void theBundleSeesTheApiAndJavasServerAndNothingElseOfTheHost() throws IOException {
        try (JarFile jar = new JarFile(console.bundles().resolve("console.jar").toFile())) {
            var manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Import-Package").replaceAll(";[^,]*\"[^\"]*\"", ""))
                    .isEqualTo("com.sun.net.httpserver,org.osgi.framework,org.slf4j,org.virtuald.service");
            assertThat(manifest.getValue("Export-Package")).isNull();
        }
    }

    @Test
    void withoutTheTokenNothingIsSaidOrDone() throws Exception {
        RunningHost host = start();
        for (String request : List.of(
                "GET /api/state", "GET /api/history", "GET /api/connections", "POST /api/reload", "POST /api/x")) {
            for (String wrong :
                    List.of("X: y", bearer() + "A", "Authorization: Basic " + token, "Cookie: token=" + token)) {
                assertThat(http(request, host(), wrong))
                        .as(request + " with " + wrong)
                        .startsWith("HTTP/1.1 401 ")
                        .endsWith("{\"ok\":false,\"error\":\"this is not the token; virtuald console prints it\"}\n")
                        .doesNotContain("services");
            }
        }
        assertThat(http("GET /api/state", host(), bearer()))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"name\":\"cat\"");
        assertThat(http("PUT /api/state", host(), bearer())).startsWith("HTTP/1.1 405 ");
        assertThat(http("POST /api/nosuch", host(), bearer())).startsWith("HTTP/1.1 404 ");
        assertThat(host.log().lines()).noneMatch(line -> line.contains(token));
    }

    @Test
    void namesThatOthersMadeStandForLoopbackAndPagesOfOthersAreTurnedAway() throws Exception {
        start();
        assertThat(http("GET /api/state", "Host: rebound.example:" + port, bearer()))
                .startsWith("HTTP/1.1 421 ");
        assertThat(http("GET /", "Host: rebound.example")).startsWith("HTTP/1.1 421 ");
        assertThat(http("POST /api/pause", host(), bearer(), "Origin: http://127.0.0.1:1", JSON))
                .startsWith("HTTP/1.1 403 ");
        assertThat(http("OPTIONS /api/pause", host(), "Origin: http://other.example"))
                .doesNotContain("Access-Control");
        assertThat(http("GET /api/state", "Host: localhost:9999", bearer(), "Origin: http://localhost:9999"))
                .as("the other end of ssh -L")
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void thePageIsNotKeptAndLoadsNothingFromElsewhere() throws Exception {
        start();
        String page = http("GET /", host());
        assertThat(page)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase(
                        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'")
                .containsIgnoringCase("x-frame-options: DENY")
                .containsIgnoringCase("cache-control: no-store")
                .doesNotContain("https://", "cat");
        for (String path : List.of("/../console.token", "/page/", "/Reply.class", "/%2e%2e/x", "//", "/index.html/")) {
            assertThat(http("GET " + path, host())).as(path).matches("(?s)HTTP/1.1 40[04] .*");
        }
    }

    @Test
    void theTokenIsTheHostsUsersAlone() throws Exception {
        start();
        for (String file : List.of("console.token", "console.url")) {
            Path path = console.site().state().resolve(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatIsTooLongOrTooSlowIsGivenUpAndOthersAreServedMeanwhile() throws Exception {
        start();
        assertThat(http("POST /api/pause", host(), bearer(), "Content-Length: 5000", "", "x".repeat(5000)))
                .startsWith("HTTP/1.1 400 ");
        assertThat(http("POST /api/pause", host(), bearer(), "Content-Length: 8", "", "{\"a\": [}"))
                .startsWith("HTTP/1.1 400 ");
        List<Client> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Client client = Client.to("127.0.0.1", port);
                client.send("GET /api/state HTTP/1.1\r\nHost: ");
                slow.add(client);
            }
            assertThat(http("GET /api/state", host(), bearer())).startsWith("HTTP/1.1 200 ");
            for (Client client : slow) {
                assertThat(client.rest()).as("closed by the server").isEmpty();
            }
        } finally {
            for (Client client : slow) {
                client.close();
            }
        }
    }

    @Test
    void addressesBeyondLoopbackAreRefusedAndTheEarlierSettingsGoOn() throws Exception {
        RunningHost host = start();
        console.settings("listen = 0.0.0.0:8470\n");
        host.log().await("listen: 0.0.0.0:8470 is not of loopback");
        Await.until("it is back", () -> Files.exists(console.site().state().resolve("console.url")));
    }

    @Test
    void withItsJarTheConsoleGoesAndItsThreadsToo() throws Exception {
        RunningHost host = start();
        http("GET /api/state", host(), bearer());
        assertThat(host.proc().threadNames()).contains("console/sampler");
        Files.delete(console.bundles().resolve("console.jar"));
        host.log().await("bundle org.virtuald.bundles.console .* removed");
        Await.until(
                "its threads have ended",
                () -> host.proc().threadNames().stream()
                        .noneMatch(name -> name.startsWith("console/") || name.startsWith("HTTP-Dispatche")));
        assertThat(Reloads.listening(port)).isEmpty();
        assertThat(console.site().state().resolve("console.url")).doesNotExist();
        Outcome none =
                Distribution.run("console", "--state", console.site().state().toString());
        assertThat(none.status()).isEqualTo(69);
        assertThat(none.err()).contains("has no console; to install it: cp ", "console.jar CONF/bundles/");
    }

    @Test
    void theLatestFailuresCanBeAskedForOnTheCommandLineToo() throws Exception {
        RunningHost host = start();
        Client.ask("127.0.0.1", host.port("broken"));
        Outcome failures =
                Distribution.run("failures", "--state", console.site().state().toString());
        assertThat(failures.andWell().out()).contains("broken", "exec", "ENOENT", "127.0.0.1:");
    }
}
