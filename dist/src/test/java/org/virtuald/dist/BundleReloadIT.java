package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services in bundles lose no client when their bundle is replaced or their host restarted. */
@AsRoot
class BundleReloadIT {
    private static final int UPDATES = 30;
    private static final int RESTARTS = 5;
    private static final int CLIENTS = 4;
    private static final String TIME_OF_DAY = "(?s).*:.*\n";

    @AutoClose
    private final Site site = new Site();

    @AutoClose
    private final StubServiceManager manager =
            StubServiceManager.at(site.directory().resolve("notify").toString());

    private int port;

    BundleReloadIT() throws IOException {}

    @BeforeEach
    void installTheBundle() throws IOException {
        port = FreePort.find();
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        settings("");
        Files.copy(
                Distribution.HOME.resolve("share").resolve("bundles").resolve("internal.jar"),
                directory.resolve("internal.jar"));
    }

    /** Settings of the bundle with one more line. */
    private void settings(String more) throws IOException {
        Reloads.put(
                site.conf().resolve("bundles").resolve("internal.properties"),
                "daytime = 127.0.0.1:" + port + "\n" + more + "\n");
    }

    @Test
    void aBundleIsReplacedUnderLoadWithoutALoss() throws Exception {
        RunningHost host = site.start();
        Set<String> sockets = Reloads.listening(port);

        try (Load load = new Load(CLIENTS, port, answer -> answer.matches(TIME_OF_DAY))) {
            for (int i = 1; i <= UPDATES; i++) {
                settings("# " + i);
                Reloads.reload(site);
                load.awaitMore(CLIENTS);
            }
            assertThat(load.failures()).isEmpty();
        }

        assertThat(Reloads.linesWith(host, "bundle org.virtuald.bundles.internal 0.1.0 started"))
                .isEqualTo(1 + UPDATES);
        assertThat(Reloads.listening(port)).isEqualTo(sockets);
    }

    @Test
    void settingsWithAMistakeChangeNothing() throws Exception {
        RunningHost host = site.start();
        Path file = site.conf().resolve("bundles").resolve("internal.properties");

        try (Load load = new Load(CLIENTS, port, answer -> answer.matches(TIME_OF_DAY))) {
            settings("fortune = 127.0.0.1:0");
            for (int i = 0; i < 2; i++) {
                Outcome reload = Outcome.of(
                        Distribution.command("reload", "--state", site.state().toString()));
                assertThat(reload.status()).isEqualTo(78);
                assertThat(reload.out()).contains("bundles refused: internal.jar");
                assertThat(reload.err()).contains(file + ": fortune: there is no such service");
                load.awaitMore(CLIENTS);
            }
            settings("echo = 127.0.0.1:0");
            assertThat(Reloads.reload(site).getStringList("bundles.changed")).containsExactly("internal.jar");
            load.awaitMore(CLIENTS);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Reloads.linesWith(host, "fortune: there is no such service")).isEqualTo(1);
    }

    @Test
    void aReloadTellsWhatBecameOfBundles() throws Exception {
        site.start();
        Path jar = site.conf().resolve("bundles").resolve("internal.jar");
        Path tarpit = jar.resolveSibling("tarpit.jar");

        assertThat(Reloads.reload(site).getStringList("bundles.unchanged")).containsExactly("internal.jar");
        Files.copy(Distribution.HOME.resolve("share").resolve("bundles").resolve("tarpit.jar"), tarpit);
        assertThat(Reloads.reload(site).getStringList("bundles.added")).containsExactly("tarpit.jar");
        Files.delete(tarpit);
        assertThat(Reloads.reload(site).getStringList("bundles.removed")).containsExactly("tarpit.jar");
    }

    @Test
    void anEndpointThatTheNewBundleHasNotIsClosed() throws Exception {
        site.start();
        int other = FreePort.find();

        settings("daytime = 127.0.0.1:" + other);
        Reloads.reload(site);

        assertThat(Client.ask("127.0.0.1", other)).matches(TIME_OF_DAY);
        assertThat(Reloads.listening(port)).isEmpty();
    }

    @Test
    void clientsWaitWhileAnotherEndpointCannotBeOpened() throws Exception {
        site.start();
        int other = FreePort.find();
        try (var taken = new ServerSocket(other, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThat(taken.getLocalPort()).isEqualTo(other);
            settings("daytime = 127.0.0.1:" + port + ", 127.0.0.1:" + other);
            Reloads.reload(site);
            assertThat(Reloads.listening(port)).hasSize(1);
        }
        try (Client waiting = Client.to("127.0.0.1", port)) {
            Reloads.reload(site);
            assertThat(waiting.rest()).matches(TIME_OF_DAY);
        }
    }

    @Test
    void aHostIsRestartedUnderLoadWithoutALoss() throws Exception {
        RunningHost host = site.begin(manager).awaitReady();

        try (Load load = new Load(CLIENTS, port, answer -> answer.matches(TIME_OF_DAY))) {
            for (int i = 0; i < RESTARTS; i++) {
                load.awaitMore(CLIENTS);
                host.signal("TERM");
                assertThat(host.awaitExit()).isZero();
                host = site.begin(manager).awaitReady();
            }
            assertThat(load.failures()).isEmpty();
        }
        assertThat(manager.stored()).containsExactly("virtuald-127.0.0.1-" + port);
    }

    @Test
    void aPausedServiceLetsItsClientsWaitAlsoInTheNextBundle() throws Exception {
        site.start();
        Reloads.command(site, "pause", "daytime");

        try (Client waiting = Client.to("127.0.0.1", port)) {
            Await.until("one client in the queue", () -> Reloads.waiting(port) == 1);
            settings("# again");
            Reloads.reload(site);
            assertThat(Reloads.waiting(port)).isEqualTo(1);

            Reloads.command(site, "resume", "daytime");
            assertThat(waiting.rest()).matches(TIME_OF_DAY);
        }
        Reloads.command(site, "drain", "daytime");
    }
}
