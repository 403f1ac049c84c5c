package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What monitoring systems see over HTTP. */
@AsRoot
class MetricsIT {
    private static final Path PROMETHEUS = Distribution.HOME.resolve("share").resolve("prometheus");

    @AutoClose
    private final Site site = new Site();

    private final DebianPackages packages = new DebianPackages(site.directory().resolve("packages"));
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path root = site.root("one");
    private final int port = FreePort.find();

    MetricsIT() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), """
                metrics.listen = ["127.0.0.1:%d", "unix:%s"]
                """.formatted(port, socket()));
    }

    private Path socket() {
        return site.state().resolve("metrics.sock");
    }

    @Test
    void connectionsAreCountedInBothFormatsAndOnBothSockets() throws Exception {
        site.service("exits", root, "sh", "-c", "exit 3");
        site.service("shut", Site.serviceText(root, "cat", "/name") + "deny = [\"127.0.0.0/8\"]\n");
        site.service("gone", Site.serviceText(site.directory().resolve("missing"), "cat", "/name"));
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("exits"))).isEmpty();
        assertThat(Client.ask("127.0.0.1", host.port("exits"))).isEmpty();
        assertThat(Client.ask("127.0.0.1", host.port("shut"))).isEmpty();
        assertThat(Client.ask("127.0.0.1", host.port("gone"))).isEmpty();
        Await.until(
                "both programs have ended",
                () -> metrics().contains("virtuald_programs_exited_total{service=\"exits\",status=\"3\"} 2.0"));
        Await.until(
                "the third has failed",
                () -> metrics().contains("virtuald_connections_failed_total{service=\"gone\",stage=\"chroot\"} 1.0"));

        String metrics = metrics();
        assertThat(metrics)
                .contains("virtuald_connections_accepted_total{service=\"exits\"} 2.0")
                .contains("virtuald_connections_launched_total{service=\"exits\"} 2.0")
                .contains("virtuald_connections_active{service=\"exits\"} 0.0")
                .contains("virtuald_connections_refused_total{reason=\"access\",service=\"shut\"} 1.0")
                .contains("virtuald_launch_seconds_bucket{service=\"exits\",le=\"+Inf\"} 2")
                .contains("virtuald_spawn_seconds_count{service=\"exits\"} 2")
                .contains("virtuald_roots_lookup_seconds_count{service=\"exits\"} 2")
                .contains("virtuald_service_state{service=\"exits\",state=\"active\"} 1.0")
                .contains("virtuald_service_roots_lines{service=\"exits\"} 1.0")
                .contains("virtuald_service_listeners{service=\"exits\"} 1.0")
                .contains("virtuald_launcher_up 1.0");
        assertThat(value(metrics, "virtuald_roots_lookup_seconds_sum\\{service=\"exits\"}"))
                .isBetween(1e-9, 1.0);
        assertThat(value(metrics, "process_open_fds")).isBetween(10.0, 500.0);
        assertThat(value(metrics, "virtuald_launcher_open_fds")).isBetween(5.0, 500.0);
        assertThat(value(metrics, "virtuald_launcher_resident_memory_bytes")).isBetween(1e7, 1e9);
        assertThat(value(metrics, "process_cpu_seconds_total")).isPositive();
        assertThat(value(metrics, "jvm_threads_current")).isPositive();
        assertThat(value(metrics, "virtuald_reloads_total\\{outcome=\"complete\"}"))
                .isPositive();

        HttpResponse<String> open = get("/metrics", "application/openmetrics-text; version=1.0.0");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(overUnixSocket("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 200 OK\r\n")
                .contains("virtuald_connections_accepted_total{service=\"exits\"} 2.0");
        host.signal("TERM");
        host.awaitExit();
        assertThat(socket()).doesNotExist();
    }

    @Test
    void promtoolFindsNoFault() throws Exception {
        assumeTrue(DebianPackages.has("prometheus"), "the package prometheus is not there");
        String promtool = packages.program("prometheus", "usr/bin/promtool");
        site.service("exits", root, "sh", "-c", "exit 3");
        RunningHost host = site.start();
        Client.ask("127.0.0.1", host.port("exits"));
        Path metrics = Files.writeString(site.directory().resolve("metrics"), metrics());
        Outcome linted =
                Outcome.of(List.of("sh", "-c", "exec \"$0\" check metrics <\"$1\"", promtool, metrics.toString()));
        assertThat(linted.out() + linted.err()).isEmpty();
        linted.andWell();

        Outcome.of(List.of(
                        promtool,
                        "check",
                        "rules",
                        PROMETHEUS.resolve("alerts.yml").toString()))
                .andWell();
        Outcome.of(List.of(
                        promtool,
                        "test",
                        "rules",
                        Path.of("src/test/resources/alerts-test.yml")
                                .toAbsolutePath()
                                .toString()))
                .andWell();
    }

    /** A metric that is shown or watched and does not exist would never be missed. */
    @Test
    void dashboardAndAlertsKnowOnlyMetricsThatExist() throws Exception {
        site.service("exits", root, "sh", "-c", "kill -9 $$");
        site.service("three", root, "sh", "-c", "exit 3");
        site.service("shut", Site.serviceText(root, "cat", "/name") + "deny = [\"127.0.0.0/8\"]\n");
        site.service("gone", Site.serviceText(site.directory().resolve("missing"), "cat", "/name"));
        RunningHost host = site.start();
        for (String service : List.of("exits", "three", "shut", "gone")) {
            Client.ask("127.0.0.1", host.port(service));
        }
        Await.until(
                "all have been counted",
                () -> metrics().contains("virtuald_programs_killed_total")
                        && metrics().contains("virtuald_programs_exited_total")
                        && metrics().contains("virtuald_connections_failed_total"));
        String metrics = metrics();
        for (String file : List.of("alerts.yml", "dashboard.json")) {
            Matcher names = Pattern.compile("\\b(virtuald|process|jvm)_[a-z_]+")
                    .matcher(Files.readString(PROMETHEUS.resolve(file)));
            int found = 0;
            while (names.find()) {
                found++;
                assertThat(metrics).as(file).containsPattern("(?m)^" + names.group() + "[ {]");
            }
            assertThat(found).as(file).isGreaterThan(5);
        }
    }

    @Test
    void healthIsOfTheHostAndReadinessOfEachService() throws Exception {
        site.service("well", root, "cat");
        Path broken = site.service("broken", Site.serviceText(root, "cat") + "verbos = true\n");
        RunningHost host = site.start();
        assertThat(get("/healthz", "*/*").statusCode()).isEqualTo(200);
        assertThat(get("/readyz", "*/*").statusCode()).isEqualTo(200);
        assertThat(get("/readyz", "*/*").body()).startsWith("ready\nbroken: failed: " + broken + ":5: verbos");
        assertThat(get("/readyz/well", "*/*").statusCode()).isEqualTo(200);
        assertThat(get("/readyz/broken", "*/*").statusCode()).isEqualTo(503);
        assertThat(get("/readyz/nobody", "*/*").statusCode()).isEqualTo(404);
        assertThat(get("/", "*/*").statusCode()).isEqualTo(404);

        Reloads.command(site, "pause", "well");
        assertThat(get("/readyz/well", "*/*").body()).isEqualTo("well: paused\n");
        assertThat(get("/readyz", "*/*").statusCode()).isEqualTo(503);
        Reloads.command(site, "resume", "well");
        assertThat(get("/readyz", "*/*").statusCode()).isEqualTo(200);

        RunningHost.send("STOP", host.launcher().pid());
        assertThat(get("/healthz", "*/*").statusCode()).as("the host lives").isEqualTo(200);
        RunningHost.send("CONT", host.launcher().pid());
    }

    @Test
    void whoAsksForNonsenseOrNothingHarmsNobody() throws Exception {
        site.service("well", root, "cat");
        site.start();
        assertThat(overUnixSocket("nonsense\r\n\r\n")).startsWith("HTTP/1.0 400 ");
        assertThat(overUnixSocket("POST /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 405 ");
        assertThat(catchThrowable(() -> overUnixSocket("GET / HTTP/1.1\r\nA: " + "a".repeat(9000) + "\r\n\r\n")))
                .isInstanceOf(SocketException.class); // closed with what was not read
        assertThat(overUnixSocket("HEAD /healthz HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\n");
        long began = System.nanoTime();
        try (SocketChannel silent = connected()) {
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(System.nanoTime() - began).isBetween(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(30));
        assertThat(get("/healthz", "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsInUseIsTriedAgain() throws Exception {
        site.service("well", root, "cat");
        Path file = Files.createDirectories(site.state().resolve("metrics.sock"));
        RunningHost host = site.start();
        host.log().await("metrics: cannot listen on unix:" + Pattern.quote(socket().toString()) + ": .*trying again");
        assertThat(get("/healthz", "*/*").statusCode()).isEqualTo(200);
        Files.delete(file);
        host.log().await("metrics on unix:");
        assertThat(overUnixSocket("GET /healthz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 200 OK\r\n");
    }

    private String metrics() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/metrics", "*/*");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        return response.body();
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Accept", accept)
                .timeout(Await.DEADLINE)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private SocketChannel connected() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket()));
        return channel;
    }

    private String overUnixSocket(String request) throws IOException {
        try (SocketChannel channel = connected()) {
            channel.write(StandardCharsets.US_ASCII.encode(request));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static double value(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
