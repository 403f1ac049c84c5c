package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.BoundSocket;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.TcpListener;

/** A host and the service manager that starts it: what they tell and what they give each other. */
@AsRoot
class SystemdIT {
    private static final int RESTARTS = 20;
    private static final int CLIENTS = 4;
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Path SOCKET_ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

    @AutoClose
    private final Site site = new Site();

    @AutoClose
    private final StubServiceManager manager =
            StubServiceManager.at(site.directory().resolve("notify").toString());

    SystemdIT() throws IOException {}

    @Test
    void restartsUnderLoadLoseNoConnection() throws Exception {
        int port = FreePort.find();
        serve("name", "127.0.0.1:" + port);
        RunningHost host = site.begin(manager).awaitReady();
        AtomicInteger answers = new AtomicInteger();
        LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> {
                while (!end.isDone()) {
                    long began = System.nanoTime();
                    try {
                        String answer = Client.ask("127.0.0.1", port);
                        if (answer.equals("name\n")) {
                            answers.incrementAndGet();
                            longestNanos.accumulate(System.nanoTime() - began);
                        } else {
                            failures.add("answer \"" + answer + "\"");
                        }
                    } catch (IOException | RuntimeException e) {
                        failures.add(e.toString());
                    }
                }
            });
            clients.add(client);
            client.start();
        }
        try {
            for (int i = 0; i < RESTARTS; i++) {
                int before = answers.get();
                Await.until("answers from host " + i, () -> answers.get() > before + CLIENTS || !failures.isEmpty());
                host.signal("TERM");
                assertThat(host.awaitExit()).isZero();
                host = site.begin(manager).awaitReady();
            }
        } finally {
            end.complete(null);
            for (Thread client : clients) {
                client.join(Await.DEADLINE.toMillis());
            }
        }
        System.out.println(RESTARTS + " restarts, " + answers + " connections answered, " + failures.size()
                + " lost, longest wait " + longestNanos.get() / 1_000_000 + " ms");
        assertThat(failures).isEmpty();
        assertThat(manager.stored()).containsExactly("virtuald-127.0.0.1-" + port);
    }

    @Test
    void connectionsWaitWhileNoHostRuns() throws Exception {
        int port = FreePort.find();
        serve("name", "127.0.0.1:" + port);
        RunningHost first = site.begin(manager).awaitReady();
        first.signal("TERM");
        first.awaitExit();
        try (Client client = Client.to("127.0.0.1", port)) {
            site.begin(manager).awaitReady();
            assertThat(client.rest()).isEqualTo("name\n");
        }
    }

    @Test
    void aProgramGoesOnWhileItsHostIsRestarted() throws Exception {
        int port = FreePort.find();
        site.service("echo", """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, site.root("root")));
        RunningHost first = site.begin(manager).awaitReady();
        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.exchange("before")).isEqualTo("before");
            first.signal("TERM");
            first.awaitProcessExit();
            assertThat(client.exchange("between")).isEqualTo("between");
            site.begin(manager).awaitReady();
            assertThat(client.exchange("after")).isEqualTo("after");
        }
    }

    @Test
    void aHostStopsAfterTheLauncherHasAnsweredForWhatWasAccepted() throws Exception {
        int port = FreePort.find();
        serve("name", "127.0.0.1:" + port);
        RunningHost host = site.begin(manager).awaitReady();
        long launcher = host.launcher().pid();
        RunningHost.send("STOP", launcher);
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Client.to("127.0.0.1", port));
            }
            Await.until("all are accepted", () -> queued(port) == 0);
            host.signal("TERM");
            manager.await("the stop", 0, message -> message.startsWith("STOPPING=1"));
            host.log().await("stopping");
            RunningHost.send("CONT", launcher);
            for (Client client : clients) {
                assertThat(client.rest()).isEqualTo("name\n");
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        assertThat(host.awaitExit()).isZero();
    }

    @Test
    void bothSocketsOfAnAsteriskAreTakenOver() throws Exception {
        int port = FreePort.find();
        serve("name", "*:" + port);
        RunningHost first = site.begin(manager).awaitReady();
        assertThat(manager.stored()).containsExactly("virtuald-0.0.0.0-" + port, "virtuald-[--]-" + port);
        first.signal("TERM");
        first.awaitExit();
        RunningHost second = site.begin(manager).awaitReady();

        assertThat(second.log().await("inherited")).contains("inherited 2 ", "0.0.0.0:" + port, "[::]:" + port);
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("name\n");
        assertThat(Client.ask("::1", port)).isEqualTo("name\n");
        assertThat(second.log().lines()).noneMatch(line -> line.contains("no service listens"));
    }

    @Test
    void aDualStackSocketIsTakenOver() throws Exception {
        int port = FreePort.find();
        serve("name", "[::]:" + port);
        RunningHost first = site.begin(manager).awaitReady();
        first.signal("TERM");
        first.awaitExit();
        site.begin(manager).awaitReady();

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("name\n");
        assertThat(Client.ask("::1", port)).isEqualTo("name\n");
    }

    @Test
    void aKilledHostLosesNoQueuedConnection() throws Exception {
        int port = FreePort.find();
        serve("name", "127.0.0.1:" + port);
        RunningHost first = site.begin(manager).awaitReady();
        first.signal("KILL");
        first.awaitExit();
        try (Client client = Client.to("127.0.0.1", port)) {
            site.begin(manager).awaitReady();
            assertThat(client.rest()).isEqualTo("name\n");
        }
    }

    @Test
    void whatTheConfDropsIsForgottenAndRefusesAtOnce() throws Exception {
        int port = FreePort.find();
        Path conf = serve("name", "127.0.0.1:" + port);
        serve("other", "127.0.0.1:" + FreePort.find());
        RunningHost host = site.begin(manager).awaitReady();
        int heard = manager.messages().size();
        Files.delete(conf);
        host.signal("HUP");

        manager.await("the reload", heard, message -> message.startsWith("READY=1"));
        assertThat(catchThrowable(() -> Client.ask("127.0.0.1", port))).isInstanceOf(ConnectException.class);
        assertThat(manager.messages()).contains("FDSTOREREMOVE=1\nFDNAME=virtuald-127.0.0.1-" + port);
        assertThat(manager.stored()).hasSize(1);
    }

    @Test
    void aSocketThatNoServiceWantsIsClosed() throws Exception {
        int port = FreePort.find();
        Path conf = serve("name", "127.0.0.1:" + port);
        serve("other", "127.0.0.1:" + FreePort.find());
        RunningHost first = site.begin(manager).awaitReady();
        first.signal("TERM");
        first.awaitExit();
        Files.delete(conf);
        RunningHost second = site.begin(manager).awaitReady();

        assertThat(second.log().await("no service listens")).contains("127.0.0.1:" + port);
        manager.await(
                "the removal",
                0,
                message ->
                        message.endsWith("FDNAME=virtuald-127.0.0.1-" + port) && message.startsWith("FDSTOREREMOVE=1"));
        assertThat(catchThrowable(() -> Client.ask("127.0.0.1", port))).isInstanceOf(ConnectException.class);
    }

    @Test
    void aSocketUnitsSocketIsUsedAndStaysItsOwn() throws Exception {
        Descriptor socket = TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 16);
        int port = BoundSocket.of(socket).orElseThrow().address().getPort();
        manager.give("name.socket", socket);
        Path conf = serve("name", "127.0.0.1:" + port);
        serve("other", "127.0.0.1:" + FreePort.find());
        RunningHost host = site.begin(manager).awaitReady();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("name\n");
        int heard = manager.messages().size();
        Files.delete(conf);
        host.signal("HUP");
        manager.await("the reload", heard, message -> message.startsWith("READY=1"));

        assertThat(manager.stored()).contains("name.socket");
        assertThat(BoundSocket.of(socket)).isPresent(); // it still listens
    }

    @Test
    void neitherTheLauncherNorProgramsGetSocketsOrVariables() throws Exception {
        int port = FreePort.find();
        site.service("probe", """
                listen = ["127.0.0.1:%d"]
                exec   = ["env"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(port, site.root("root")));
        RunningHost first = site.begin(manager).awaitReady();
        first.signal("TERM");
        first.awaitExit();
        RunningHost second = site.begin(manager).awaitReady();

        assertThat(Client.ask("127.0.0.1", port))
                .contains("TCPLOCALPORT=" + port)
                .doesNotContain("LISTEN_", "NOTIFY_");
        Path environment = Path.of("/proc", Long.toString(second.launcher().pid()), "environ");
        assertThat(Files.readString(environment)).doesNotContain("LISTEN_", "NOTIFY_");
        Set<String> stored = manager.sockets();
        String listener = second.proc().sockets().stream()
                .filter(stored::contains)
                .findFirst()
                .orElseThrow();
        assertThat(second.launcher().sockets()).doesNotContain(listener);
    }

    @Test
    void tellsWhenItIsReadyWhenItReloadsAndWhenItStops() throws Exception {
        serve("name", "127.0.0.1:" + FreePort.find());
        RunningHost host = site.begin(manager).awaitReady();
        assertThat(manager.messages()).last().isEqualTo("READY=1\nSTATUS=serving name on 1 listener");
        int heard = manager.messages().size();
        serve("other", "127.0.0.1:" + FreePort.find());
        host.signal("HUP");
        manager.await("the end of the reload", heard, message -> message.startsWith("READY=1"));
        host.signal("TERM");
        assertThat(host.awaitExit()).isZero();

        List<String> since =
                manager.messages().subList(heard, manager.messages().size());
        assertThat(since).filteredOn(message -> !message.startsWith("FDSTORE")).satisfies(messages -> {
            assertThat(messages.get(0)).matches("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*");
            assertThat(messages.get(1)).isEqualTo("READY=1\nSTATUS=serving name, other on 2 listeners");
            assertThat(messages).last().isEqualTo("STOPPING=1\nSTATUS=stopping");
        });
    }

    @Test
    void tellsOfLifeOnlyWhileItLives() throws Exception {
        serve("name", "127.0.0.1:" + FreePort.find());
        site.begin(manager, "WATCHDOG_USEC=200000").awaitReady();
        int heard = manager.messages().size();
        manager.await("a sign of life", heard, "WATCHDOG=1"::equals);
        manager.await("another", manager.messages().size(), "WATCHDOG=1"::equals);
    }

    @Test
    void anAbstractSocketHearsTheSame() throws Exception {
        serve("name", "127.0.0.1:" + FreePort.find());
        try (StubServiceManager other = StubServiceManager.at("@virtuald-" + UUID.randomUUID())) {
            site.begin(other).awaitReady();
            other.await("that it serves", 0, message -> message.startsWith("READY=1\n"));
            assertThat(other.stored()).hasSize(1);
        }
    }

    @Test
    void systemdsOwnToolStartsItOnTheFirstConnection() throws Exception {
        assumeTrue(Files.isExecutable(SOCKET_ACTIVATE), "systemd-socket-activate is not installed");
        int port = FreePort.find();
        serve("name", "127.0.0.1:" + port);
        RunningHost host = site.begin(SOCKET_ACTIVATE.toString(), "-l", "127.0.0.1:" + port);
        host.log().await("Listening on");

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("name\n");
        assertThat(host.log().await("inherited")).contains("inherited 1 ", "127.0.0.1:" + port);
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("name\n");
    }

    @Test
    void theUnitIsUnderstoodBySystemd() throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not installed");
        String unit = Files.readString(
                Distribution.HOME.resolve("share").resolve("systemd").resolve("virtuald.service"));
        Path here = site.directory().resolve("virtuald.service");
        Files.writeString(here, unit.replace("/opt/virtuald", Distribution.HOME.toString()));
        Outcome outcome = Outcome.of(List.of(ANALYZE.toString(), "verify", "--man=no", here.toString()));

        assertThat(outcome.andWell().err()).doesNotContain("virtuald");
    }

    private Path serve(String name, String endpoint) throws IOException, InterruptedException {
        Path root = site.directory().resolve("root-" + name);
        if (!Files.exists(root)) {
            TestRoots.make(root, name);
        }
        return site.service(name, """
                listen = ["%s"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(endpoint, root));
    }

    /** How many connections wait in the queue of a listening socket, proc_net_tcp of the kernel's documentation. */
    private static int queued(int port) throws IOException {
        String row = " *\\d+: 0100007F:%04X 00000000:0000 0A [0-9A-F]{8}:([0-9A-F]{8}) .*".formatted(port);
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .map(Pattern.compile(row)::matcher)
                .filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1), 16))
                .findFirst()
                .orElseThrow();
    }
}
