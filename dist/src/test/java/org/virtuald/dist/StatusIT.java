package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;

/** What a running host tells of itself, and what it can be told. */
@AsRoot
class StatusIT {
    private static final String PROGRAM =
            "read x; case $x in three) exit 3;; die) kill -9 $$;; stay) echo here; exec cat;; esac";

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");
    private final Path table = site.conf().resolve("roots").resolve("main");

    StatusIT() throws Exception {
        Files.writeString(table, """
                # the local addresses
                127.0.0.1 %s
                127.0.0.3 %s
                127.0.0.4 -
                """.formatted(root, site.directory().resolve("missing")));
        site.service("main", text(""));
    }

    private String text(String more) {
        return """
                listen = ["0.0.0.0:0"]
                exec   = ["sh", "-c", %s]
                roots  = "main"
                user   = "nobody"
                deny   = ["127.0.0.9"]
                %s""".formatted(Site.quoted(PROGRAM), more);
    }

    @Test
    void statesOfEveryKindAreShownAndCheckedByExitStatus() throws Exception {
        site.service("halted", root, "cat");
        site.service("off", Site.serviceText(root, "cat") + "enabled = false\n");
        Path broken = site.service("broken", Site.serviceText(root, "cat") + "verbos = true\n");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + other.getLocalPort();
            site.service("taken", Site.serviceText(root, "cat").replace("127.0.0.1:0", taken));
            RunningHost host = site.start();
            int port = host.port("main");
            ask("pause", "halted").andWell();
            Files.writeString(site.serviceFile("main"), text("nonsense = 1\n"));
            assertThat(ask("reload").status()).isEqualTo(78);

            Config status = json("status");
            assertThat(status.getBoolean("ok")).isTrue();
            assertThat(status.getString("version")).isNotEmpty();
            assertThat(status.getLong("host.pid")).isEqualTo(host.proc().pid());
            assertThat(status.getLong("launcher.pid")).isEqualTo(host.launcher().pid());
            assertThat(status.getLong("host.rss_bytes")).isBetween(10_000_000L, 1_000_000_000L);
            assertThat(status.getLong("launcher.rss_bytes")).isBetween(10_000_000L, 1_000_000_000L);
            assertThat(status.getLong("uptime_seconds")).isBetween(0L, 600L);
            assertThat(states(status))
                    .isEqualTo(
                            List.of("broken failed", "halted paused", "main active", "off disabled", "taken failed"));
            Config main = service("main");
            assertThat(main.getString("file"))
                    .isEqualTo(site.serviceFile("main").toString());
            assertThat(main.getStringList("errors"))
                    .anyMatch(error -> error.startsWith(site.serviceFile("main") + ":6: nonsense"));
            assertThat(main.getConfigList("endpoints").get(0).getString("listen"))
                    .isEqualTo("0.0.0.0:0");
            assertThat(main.getConfigList("endpoints").get(0).getString("address"))
                    .isEqualTo("0.0.0.0:" + port);
            assertThat(main.getInt("roots_lines")).isEqualTo(3);
            assertThat(main.getInt("bundle")).isPositive();
            assertThat(service("broken").getStringList("errors"))
                    .anyMatch(error -> error.startsWith(broken + ":5: verbos"));
            assertThat(service("taken").getString("reason")).contains(taken, "EADDRINUSE");

            checked("main", 1, "WARNING - main: active, 0 connections; main: ");
            checked("halted", 1, "WARNING - halted: paused");
            checked("off", 1, "WARNING - off: disabled");
            checked("broken", 2, "CRITICAL - broken: failed");
            checked("taken", 2, "CRITICAL - taken: failed");
            checked("nobody", 3, "UNKNOWN - nobody: there is no such service");
            site.service("main", text(""));
            ask("reload");
            checked("main", 0, "OK - main: active, 0 connections | active=0 accepted=0c");

            assertThat(ask("status").andWell().out())
                    .contains("5 services: 1 active, 1 disabled, 2 failed, 1 paused; 0 connections")
                    .contains("broken: " + broken + ":5: verbos")
                    .doesNotContain("\u001b");
            String pid = Long.toString(host.proc().pid());
            Outcome.of(List.of("kill", "-STOP", pid)).andWell();
            try {
                checked("main", 2, "CRITICAL - main: the host in " + site.state() + " has not answered for 10 s");
            } finally {
                Outcome.of(List.of("kill", "-CONT", pid)).andWell();
            }
            Outcome narrow = Outcome.of(Distribution.command(arguments("services")), Map.of("COLUMNS", "60"));
            assertThat(narrow.out().lines()).hasSize(6).allMatch(line -> line.length() <= 60);
        }
        site.endHosts();
        checked("main", 2, "CRITICAL - main: no host answers in ");
    }

    @Test
    void whatBecomesOfConnectionsIsCountedAndTheyCanBeSeenAndEnded() throws Exception {
        Path bundles = Files.createDirectory(site.conf().resolve("bundles"));
        Files.copy(Distribution.HOME.resolve("share/bundles/internal.jar"), bundles.resolve("internal.jar"));
        Files.writeString(bundles.resolve("internal.properties"), "echo = 127.0.0.1:0\n");
        RunningHost host = site.start();
        int port = host.port("main");
        assertThat(say("127.0.0.1", port, "three")).isEmpty();
        assertThat(say("127.0.0.1", port, "three")).isEmpty();
        assertThat(say("127.0.0.1", port, "die")).isEmpty();
        assertThat(Client.ask("127.0.0.2", port)).isEmpty();
        assertThat(Client.ask("127.0.0.3", port)).isEmpty();
        assertThat(Client.ask("127.0.0.4", port)).isEmpty();
        assertThat(Client.ask("127.0.0.9", "127.0.0.1", port)).isEmpty();
        Await.until("all are over", () -> accounted(7));

        Config counters = service("main").getConfig("counters");
        assertThat(counters.getInt("accepted")).isEqualTo(7);
        assertThat(counters.getInt("launched")).isEqualTo(4);
        assertThat(counters.getInt("active")).isZero();
        assertThat(counters.getObject("exited").unwrapped()).isEqualTo(Map.of("3", 2));
        assertThat(counters.getObject("killed").unwrapped()).isEqualTo(Map.of("9", 1));
        assertThat(counters.getObject("failed").unwrapped()).isEqualTo(Map.of("chroot", 1));
        assertThat(counters.getObject("refused").unwrapped())
                .isEqualTo(Map.of("access", 1, "no-root", 1, "root-refused", 1));
        assertThat(sum(counters.getLongList("launch_latency.counts"))).isEqualTo(4);
        assertThat(sum(counters.getLongList("spawn_time.counts"))).isEqualTo(4);
        assertThat(counters.getLong("spawn_time.sum_us"))
                .isPositive()
                .isLessThan(counters.getLong("launch_latency.sum_us"));
        assertThat(counters.getLong("peak_memory_bytes"))
                .as("the shell's, which does not begin with the memory of a JVM")
                .isBetween(1L, 20L << 20);
        Files.writeString(site.serviceFile("main"), text("verbose = true\n"));
        ask("reload").andWell();
        assertThat(service("main").getInt("counters.accepted"))
                .as("after a reload")
                .isEqualTo(7);
        assertThat(json("refusals").getInt("refused.main.access")).isEqualTo(1);

        try (Client one = Client.to("127.0.0.1", portOf("main"));
                Client other = Client.to("127.0.0.1", portOf("main"));
                Client echo = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(one.exchange("stay")).isEqualTo("here");
            assertThat(other.exchange("stay")).isEqualTo("here");
            assertThat(echo.exchange("hello")).isEqualTo("hello");
            assertThat(json("connections").getConfigList("connections")).hasSize(3);
            Config first = connection(one);
            assertThat(first.getString("service")).isEqualTo("main");
            assertThat(first.getString("local")).isEqualTo("127.0.0.1:" + portOf("main"));
            assertThat(first.getString("root")).isEqualTo(root.toString());
            assertThat(first.getString("state")).isEqualTo("running");
            assertThat(host.programs()).contains(first.getLong("pid"));
            assertThat(connection(echo).getString("service")).isEqualTo("echo");
            assertThat(json("connections", "main").getConfigList("connections")).hasSize(2);
            assertThat(ask("connections", "main").out().lines()).hasSize(3);
            top("127.0.0.1:" + one.port());

            ask("kill", String.valueOf(first.getLong("id"))).andWell();
            assertThat(one.rest()).isEmpty();
            assertThat(other.exchange("still")).isEqualTo("still");
            ask("kill", String.valueOf(connection(echo).getLong("id"))).andWell();
            assertThat(echo.rest()).isEmpty();
            assertThat(json("kill", "--service", "main").getLongList("killed")).hasSize(1);
            assertThat(other.rest()).isEmpty();
            Await.until("both are counted", () -> service("main").getInt("counters.killed.15") == 2);
            Outcome again = ask("kill", "4711");
            assertThat(again.status()).isEqualTo(69);
            assertThat(again.err()).contains("there is no connection 4711");
            assertThat(json("connections").getConfigList("connections")).isEmpty();
        }
    }

    /** What is told about a client's connection. */
    private Config connection(Client client) throws Exception {
        return json("connections").getConfigList("connections").stream()
                .filter(one -> one.getString("remote").equals("127.0.0.1:" + client.port()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLookUpNamesTheLineAndALevelCountsAtOnce() throws Exception {
        RunningHost host = site.start();

        assertThat(ask("lookup", "main", "127.0.0.1").andWell().out())
                .isEqualTo(table + ":2: 127.0.0.1 has the root " + root + "\n");
        Outcome refused = ask("lookup", "main", "127.0.0.4");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).isEqualTo(table + ":4: 127.0.0.4 is refused\n");
        Outcome none = ask("lookup", "main", "::1");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out()).isEqualTo(table + ": no line matches ::1\n");
        assertThat(json("lookup", "main", "127.0.0.1").getInt("line")).isEqualTo(2);
        assertThat(ask("lookup", "main", "localhost").err()).contains("localhost is no IPv4 or IPv6 address");
        assertThat(ask("lookup", "none", "::1").err()).contains("no service none", "there are: main");

        int port = host.port("main");
        say("127.0.0.1", port, "three");
        assertThat(ask("log-level", "main", "debug").andWell().out()).isEqualTo("main debug\n");
        say("127.0.0.1", port, "three");
        host.log().await("main: 127.0.0.1:\\d+ ended, pid \\d+ exited with status 3");
        assertThat(ask("log-level").out()).isEqualTo("all info\nmain debug\n");
        assertThat(ask("log-level", "main", "default").out()).isEqualTo("main info\n");
        say("127.0.0.1", port, "three");
        assertThat(ask("log-level", "main", "loud").err()).contains("no level loud; there are: error, warn");
        assertThat(Reloads.linesWith(host, " exited with status 3")).isEqualTo(1);
        assertThat(json("drain", "main").getBoolean("ok")).isTrue();
        assertThat(service("main").getString("state")).isEqualTo("paused");
        assertThat(json("resume", "main").getBoolean("ok")).isTrue();
    }

    private boolean accounted(int connections) throws IOException {
        Config counters = service("main").getConfig("counters");
        long over = 0;
        for (String kind : List.of("exited", "killed", "refused", "failed")) {
            over += counters.getObject(kind).unwrapped().values().stream()
                    .mapToLong(value -> ((Number) value).longValue())
                    .sum();
        }
        return over == connections;
    }

    /** Watches it on a terminal until a word is there, then presses q; once more where there is none. */
    private void top(String word) throws IOException, InterruptedException {
        assertThat(ask("top").andWell().out()).contains("SERVICE", word).doesNotContain("\u001b");
        String command = String.join(" ", Distribution.command(arguments("top")));
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", "stty cols 150 rows 40; " + command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        Process script = builder.redirectErrorStream(true).start();
        try {
            StringBuilder screen = new StringBuilder();
            byte[] some = new byte[4096];
            while (!screen.toString().contains(word)) {
                int count = script.getInputStream().read(some);
                assertThat(count).as("%s", screen).isPositive();
                screen.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
            script.getOutputStream().write('q');
            script.getOutputStream().flush();
            screen.append(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(script.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(script.exitValue()).as("%s", screen).isZero();
            assertThat(screen.toString())
                    .contains("\u001b[?1049h", "\u001b[32mactive")
                    .endsWith("\u001b[?1049l");
        } finally {
            script.destroyForcibly();
        }
    }

    private static String say(String address, int port, String line) throws IOException {
        try (Client client = Client.to(address, port)) {
            client.send(line + "\n");
            return client.rest();
        }
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> states(Config status) {
        return status.getConfigList("services").stream()
                .map(one -> one.getString("name") + " " + one.getString("state"))
                .toList();
    }

    private int portOf(String name) throws IOException {
        String address = service(name).getConfigList("endpoints").get(0).getString("address");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private Config service(String name) throws IOException {
        try {
            return ControlClient.ask(site.state(), new ControlRequest("services")).getConfigList("services").stream()
                    .filter(one -> one.getString("name").equals(name))
                    .findFirst()
                    .orElseThrow();
        } catch (ControlException e) {
            throw new IOException(e);
        }
    }

    private void checked(String service, int status, String line) throws IOException, InterruptedException {
        Outcome outcome = ask("status", "--check", service);
        assertThat(outcome.out()).startsWith(line).hasLineCount(1);
        assertThat(outcome.status()).isEqualTo(status);
    }

    private Config json(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--json");
        String line = ask(all.toArray(String[]::new)).andWell().out();
        assertThat(line).hasLineCount(1);
        return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    private Outcome ask(String... command) throws IOException, InterruptedException {
        return Distribution.run(arguments(command));
    }

    private String[] arguments(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(1, List.of("--state", site.state().toString()));
        return all.toArray(String[]::new);
    }
}
