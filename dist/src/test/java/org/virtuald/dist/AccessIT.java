package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlRequest;

/** Who may connect, and when. */
@AsRoot
class AccessIT {
    private static final int FLOOD = 2000;

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");
    private final Path list = site.conf().resolve("access").resolve("list");

    AccessIT() throws IOException, InterruptedException {}

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(list.resolveSibling("."));
    }

    @Test
    void theLongestPrefixOfAnyListDecidesAndTheRefusedGetTheText() throws Exception {
        service("name", "allow = [\"127.0.0.0/8\"]", "deny = [\"127.0.1.0/24\"]", "refusal = \"Not you.\\n\"");
        RunningHost host = site.start();
        int port = host.port("name");

        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.1.5", "127.0.0.1", port)).isEqualTo("Not you.\n");
        host.log().await(" INFO name: 127\\.0\\.1\\.5:\\d+ refused: its address may not connect");
        service("name", "deny = [\"0.0.0.0/0\"]", "allow = [\"127.0.1.5\"]");
        Reloads.reload(site);
        assertThat(Client.ask("127.0.1.5", "127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEmpty();
    }

    @Test
    void anIpv4AddressIsTheSameOnASocketForBothKinds() throws Exception {
        site.service("name", """
                listen = ["[::]:0"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                deny   = ["127.0.0.5"]
                """.formatted(root));
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.5", "127.0.0.1", host.port("name"))).isEmpty();
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", host.port("name"))).isEqualTo("one\n");
        assertThat(Client.ask("::1", "::1", host.port("name"))).isEqualTo("one\n");
    }

    @Test
    void aListIsReadAgainWhenItsFileChangesUnlessThatHasErrors() throws Exception {
        write(list, "127.0.0.5\n");
        service("name", "deny = [\"file:list\"]");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEmpty();
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", port)).isEqualTo("one\n");

        write(list, "127.0.0.6\n");
        Await.until(
                "the new list is in force",
                () -> Client.ask("127.0.0.6", "127.0.0.1", port).isEmpty());
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEqualTo("one\n");

        write(list, "127.0.0.5\n127.0.0.256\n");
        host.log().await(" ERROR virtuald: " + list + ":2: \"127.0.0.256\" is not an IPv4 or IPv6 address");
        assertThat(Reloads.reload(site).getStringList("refused")).containsExactly("name");
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", port)).isEmpty();
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEqualTo("one\n");

        Files.delete(list);
        host.log().await(" ERROR virtuald: " + list + ": no such file; it is a list of addresses in a conf");
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", port)).isEmpty();

        write(list, "127.0.0.7\n");
        Await.until(
                "the good list is in force",
                () -> Client.ask("127.0.0.7", "127.0.0.1", port).isEmpty());
    }

    @Test
    void aServiceWhoseListHasErrorsFromTheStartDoesNotRun() throws Exception {
        service("good");
        write(list, "nonsense\n");
        service("name", "allow = [\"file:list\"]");
        RunningHost host = site.start();

        assertThat(host.ready()).contains("not running: name");
        host.log().await(list + ":1: \"nonsense\" is not an IPv4 or IPv6 address");
        Outcome check = Distribution.run("check", "--conf", site.conf().toString(), "name");
        assertThat(check.status()).isEqualTo(78);
        assertThat(check.err()).contains(list + ":1: \"nonsense\" is not");
        write(list, "127.0.0.5\n");
        host.log().await(" INFO virtuald: reloaded: 1 added");
    }

    @Test
    void theListOfTheHostHoldsForAllServicesAndThoseOfBundles() throws Exception {
        write(list, "127.0.0.5\n");
        Files.writeString(site.conf().resolve("virtuald.conf"), "deny = \"file:list\"\n");
        service("name", "allow = [\"127.0.0.5\", \"127.0.0.6\"]");
        int echo = FreePort.find();
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        Files.copy(Distribution.HOME.resolve("share/bundles/internal.jar"), bundles.resolve("internal.jar"));
        Files.writeString(bundles.resolve("internal.properties"), "daytime = 127.0.0.1:" + echo + "\n");
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.5", "127.0.0.1", host.port("name"))).isEmpty();
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", host.port("name"))).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.7", "127.0.0.1", host.port("name"))).isEmpty();
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", echo)).isEmpty();
        assertThat(Client.ask("127.0.0.7", "127.0.0.1", echo)).isNotEmpty();

        write(list, "127.0.0.7\n");
        host.log().await("the access lists of virtuald.conf were read again");
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", echo)).isNotEmpty();
        assertThat(Client.ask("127.0.0.7", "127.0.0.1", echo)).isEmpty();
    }

    @Test
    void nobodyConnectsBesideTheTimesOfDay() throws Exception {
        LocalTime now = LocalTime.now(ZoneId.systemDefault());
        service("open", "access-times = \"" + window(now.minusHours(1), now.plusHours(1)) + "\"");
        service("shut", "access-times = \"" + window(now.plusHours(1), now.minusHours(1)) + "\"");
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", host.port("open"))).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.1", host.port("shut"))).isEmpty();
        host.log().await(" INFO shut: .* refused: the service is closed at this time of day");
    }

    @Test
    void aFloodOfTheRefusedIsOfConnectionsAndNotOfLines() throws Exception {
        service("name", "deny = [\"127.0.0.5\"]");
        RunningHost host = site.start();
        int port = host.port("name");

        for (int i = 0; i < FLOOD; i++) {
            assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEmpty();
        }

        host.log().await(" INFO name: \\d+ more connections refused: \\d+ access");
        Await.until("all are told", () -> told(host) == FLOOD);
        assertThat(host.log().lines().stream().filter(line -> line.contains("refused")))
                .hasSizeLessThan(FLOOD / 10);
        assertThat(ControlClient.ask(site.state(), new ControlRequest("refusals"))
                        .getInt("refused.name.access"))
                .isEqualTo(FLOOD);
    }

    /** How many refused connections the log speaks of. */
    private static int told(RunningHost host) {
        return host.log().lines().stream()
                .filter(line -> line.contains("refused: "))
                .mapToInt(line -> line.contains(" more connections ")
                        ? Integer.parseInt(line.replaceFirst(".*: (\\d+) more .*", "$1"))
                        : 1)
                .sum();
    }

    private static String window(LocalTime from, LocalTime to) {
        DateTimeFormatter form = DateTimeFormatter.ofPattern("HH:mm");
        return form.format(from) + "-" + form.format(to);
    }

    private void service(String name, String... more) throws IOException {
        site.service(name, """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(root, String.join("\n", more)));
    }

    private static void write(Path file, String text) throws IOException {
        Path written = Files.writeString(file.resolveSibling("written"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
