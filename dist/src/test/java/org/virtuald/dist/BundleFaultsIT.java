package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a bundle does, other services are served meanwhile. */
@AsRoot
class BundleFaultsIT {

    @AutoClose
    private final Site site = new Site();

    private int steady;
    private int sick;

    BundleFaultsIT() throws IOException {}

    @BeforeEach
    void installAServiceThatIsWell() throws IOException {
        steady = Reloads.freePort();
        sick = Reloads.freePort();
        BundleJar.saying("steady", "1.0.0", steady, "well").install(site);
    }

    private void assertSteady() throws IOException {
        assertThat(Client.ask("127.0.0.1", steady)).isEqualTo("well\n");
    }

    private BundleJar sick(String version, String members) {
        return new BundleJar("sick", version, members);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public String name() { throw new StackOverflowError(\"mine\"); }",
                "public String name() { return null; }",
                "public List<Endpoint> endpoints() { throw new NoClassDefFoundError(\"mine\"); }",
                "public List<Endpoint> endpoints() { return null; }"
            })
    void aServiceThatCannotSayWhatItIsIsNotOpened(String member) throws Exception {
        sick("1.0.0", "public void start(BundleContext context) { serveOn(context); }" + member)
                .install(site);
        RunningHost host = site.start();

        host.log().await("ERROR virtuald: bundle sick: its service cannot be used: java.lang.");
        assertSteady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OutOfMemoryError", "StackOverflowError", "LinkageError", "IllegalStateException"})
    void whatAServiceThrowsEndsThatConnectionAlone(String type) throws Exception {
        sick("1.0.0", BundleJar.listening(sick) + """
                private volatile boolean well;
                public void start(BundleContext context) { serveOn(context); }
                public void serve(Connection connection) throws IOException {
                    if (well) {
                        say(connection, "recovered\\n");
                    }
                    well = true;
                    throw new %s("mine");
                }
                """.formatted(type)).install(site);
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", sick)).isEmpty();
        host.log().await("ERROR sick: 127.0.0.1:.*: the service has thrown java.lang." + type + ": mine");
        assertSteady();
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("recovered\n");
    }

    @Test
    void anActivatorThatThrowsIsRefusedAndNamed() throws Exception {
        RunningHost host = site.start();
        sick("1.0.0", "public void start(BundleContext context) { throw new Error(\"mine\"); }")
                .install(site);

        for (int i = 0; i < 2; i++) { // the second reload says the same, the log does not
            Outcome reload = Outcome.of(
                    Distribution.command("reload", "--state", site.state().toString()));
            assertThat(reload.status()).isEqualTo(78);
            assertThat(reload.out()).contains("bundles refused: sick\n").contains("bundles unchanged: steady\n");
            assertThat(reload.err()).contains("sick.jar: its activator has thrown java.lang.Error: mine");
        }
        assertThat(Reloads.linesWith(host, "its activator has thrown")).isEqualTo(1);
        assertSteady();
    }

    @Test
    void anActivatorThatBlocksInStartIsLeftBehindAndTheOneBeforeGoesOn() throws Exception {
        BundleJar.saying("sick", "1.0.0", sick, "one").install(site);
        RunningHost host = site.start();
        sick("2.0.0", BundleJar.listening(sick) + """
                public void start(BundleContext context) { serveOn(context); block(); }
                public void serve(Connection connection) throws IOException { say(connection, "two\\n"); }
                """).install(site);

        try (Load load = new Load(1, steady, "well\n"::equals)) {
            Config answer = Reloads.reload(site);
            assertThat(answer.getStringList("bundles.refused")).containsExactly("sick");
            assertThat(answer.getStringList("failures"))
                    .singleElement()
                    .asString()
                    .contains("sick.jar: its activator's start has not returned within 10000 ms");
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("one\n");
        host.log().await("bundle sick: the earlier version 1.0.0 goes on");

        BundleJar.saying("sick", "2.0.0", sick, "two at last").install(site);
        assertThat(Reloads.reload(site).getStringList("bundles.changed")).containsExactly("sick");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("two at last\n");
    }

    @Test
    void anActivatorThatBlocksInStopIsLeftBehindForTheNextOne() throws Exception {
        sick("1.0.0", BundleJar.listening(sick) + """
                public void start(BundleContext context) { serveOn(context); filterFor(context, "steady"); }
                public void stop(BundleContext context) { block(); }
                public void serve(Connection connection) throws IOException { say(connection, "one\\n"); }
                """).install(site);
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("one\n");
        BundleJar.saying("sick", "1.0.0", sick, "two").install(site);

        try (Load load = new Load(1, sick, answer -> answer.matches("one\n|two\n"))) {
            assertThat(Reloads.reload(site).getStringList("bundles.changed")).containsExactly("sick");
            assertThat(load.failures()).isEmpty();
        }
        host.log().await("ERROR virtuald: bundle sick: its activator's stop has not returned within 10000 ms");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("two\n");
        assertSteady();

        Files.delete(site.conf().resolve("bundles").resolve("sick.jar"));
        assertThat(Reloads.reload(site).getStringList("bundles.removed")).containsExactly("sick");
        assertThat(Reloads.listening(sick)).isEmpty();
    }

    @Test
    void whatAnActivatorThrowsInStopDoesNotKeepTheNextOneOut() throws Exception {
        sick("1.0.0", "public void stop(BundleContext context) { throw new Error(\"mine\"); }")
                .install(site);
        RunningHost host = site.start();
        BundleJar.saying("sick", "2.0.0", sick, "two").install(site);
        Reloads.reload(site);

        host.log().await("WARN virtuald: bundle sick: its activator has thrown in stop: java.lang.Error: mine");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("two\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new IllegalStateException(\"mine\");",
                "throw new OutOfMemoryError(\"mine\");",
                "return examine(arrival);",
                "throw new NoClassDefFoundError(\"mine\");",
                "throw new RuntimeException() { public String toString() { throw new Error(); } };",
                "return null;"
            })
    void aFilterThatFailsRefusesItsConnectionsUntilItIsSetAside(String examine) throws Exception {
        sick("1.0.0", """
                public void start(BundleContext context) { filterFor(context, "guarded"); }
                public Verdict examine(Arrival arrival) { %s }
                """.formatted(examine)).install(site);
        new BundleJar(
                        "guarded",
                        "1.0.0",
                        BundleJar.saying("guarded", "1.0.0", sick, "open").members())
                .install(site);
        RunningHost host = site.start();

        for (int i = 0; i < 5; i++) {
            assertThat(Client.ask("127.0.0.1", sick)).isEmpty();
            assertSteady();
        }
        host.log().await("filter sick has failed 5 times in a row: it is set aside");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("open\n");
    }

    @Test
    void aFilterThatBlocksRefusesWhenItsTimeIsUp() throws Exception {
        sick("1.0.0", """
                public void start(BundleContext context) { filterFor(context, "guarded"); }
                public Verdict examine(Arrival arrival) { block(); return null; }
                """).install(site);
        BundleJar.saying("guarded", "1.0.0", sick, "open").install(site);
        RunningHost host = site.start();

        try (Client waiting = Client.to("127.0.0.1", sick)) {
            for (int i = 0; i < 20; i++) {
                assertSteady();
            }
            assertThat(waiting.rest()).isEmpty();
        }
        host.log().await("ERROR virtuald: filter sick: connection .* of guarded: no answer within 2000 ms");
    }

    /** A loop that looks at nothing cannot be stopped from outside: its thread stays, and nothing else of the service. */
    @Test
    void aThreadThatLoopsIsToldOfAndTheServiceIsReplacedAllTheSame() throws Exception {
        sick("1.0.0", BundleJar.listening(sick) + """
                private static volatile long rounds;
                public void start(BundleContext context) { serveOn(context); }
                public void serve(Connection connection) { while (true) { rounds++; } }
                """).install(site);
        RunningHost host = site.start();
        try (Client looping = Client.to("127.0.0.1", sick)) {
            assertSteady();
            BundleJar.saying("sick", "2.0.0", sick, "two").install(site);
            Reloads.reload(site);
            assertThat(looping.rest()).isEmpty();
        }
        host.log().await("ERROR sick: 1 of its threads go on although the service has ended");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("two\n");
        assertSteady();
    }

    @Test
    void threadsAndSocketsOfItsOwnAreTheBundlesAffairAndTheHostGoesOn() throws Exception {
        sick("1.0.0", BundleJar.listening(sick) + """
                private static final List<ServerSocket> SOCKETS = new ArrayList<>();
                public void start(BundleContext context) { serveOn(context); }
                public void serve(Connection connection) throws IOException {
                    SOCKETS.add(new ServerSocket(0));
                    Thread thread = new Thread(Activator::block, "left by sick");
                    thread.setDaemon(true);
                    thread.start();
                    say(connection, "leaked\\n");
                }
                """).install(site);
        RunningHost host = site.start();
        for (int i = 0; i < 20; i++) {
            assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("leaked\n");
        }
        BundleJar.saying("sick", "2.0.0", sick, "two").install(site);
        Reloads.reload(site);

        host.log().await("WARN virtuald: bundle sick: 20 of its threads go on, such as left by sick");
        assertThat(Client.ask("127.0.0.1", sick)).isEqualTo("two\n");
        assertSteady();
        host.signal("TERM");
        assertThat(host.awaitExit()).isZero();
    }

    @Test
    void anExitIsToldAsTheFailureThatItIs() throws Exception {
        Path root = site.root("root");
        site.service("cat", root, "cat");
        sick("1.0.0", BundleJar.listening(sick) + """
                public void start(BundleContext context) { serveOn(context); }
                public void serve(Connection connection) { System.exit(0); }
                """).install(site);
        RunningHost host = site.start();
        try (Client program = Client.to("127.0.0.1", host.port("cat"))) {
            assertThat(program.exchange("before")).isEqualTo("before");
            assertThat(Client.ask("127.0.0.1", sick)).isEmpty();

            assertThat(host.awaitProcessExit()).isEqualTo(70);
            host.log().await("ERROR virtuald: thread sick/1 has called System.exit in sample.Activator.serve");
            assertThat(program.exchange("after")).isEqualTo("after");
        }
    }
}
