package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.virtuald.host.control.ControlServer;

/** What finds no room waits in the kernel's queue, and the host does not spin meanwhile. */
@Tag("alone")
@AsRoot
class ExhaustionIT {

    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final int TAKEN_AT_MOST = 64;
    private static final int SILENT = 500; // each has a program: more would be a test of the machine
    private static final int OWN_USER = 61_234; // nobody else's: limits of processes count all of a user

    @AutoClose
    private final Site site = new Site();

    ExhaustionIT() throws IOException {}

    @Test
    void withoutDescriptorsConnectionsWaitAndAreServedLater() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");

        Baseline baseline = Baseline.of(host);
        limitDescriptors(host, host.proc().lowestFreeDescriptor());
        List<Client> clients = connect(port, 10);
        host.log().await("WARN name: cannot accept: EMFILE \\(Too many open files\\); connections wait");
        assertThat(processorTimeOfAWhile(host)).isLessThan(A_WHILE.dividedBy(4));
        assertThat(Listening.on(port).get(0).queued()).isEqualTo(clients.size());
        assertThat(host.log().lines())
                .filteredOn(line -> line.contains("cannot accept"))
                .hasSize(1);
        List<SocketChannel> waiting = new ArrayList<>(); // more than there can be descriptors free by chance
        for (int i = 0; i < 10; i++) {
            waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(ControlServer.socketIn(site.state()))));
        }
        host.log().await("WARN virtuald: control: cannot take a connection: .*; whoever asks waits");

        limitDescriptors(host, 1024);
        assertThat(Reloads.reload(site)).isNotNull();
        for (SocketChannel one : waiting) {
            one.close();
        }
        for (Client client : clients) {
            assertThat(client.rest()).isEqualTo("one\n");
            client.close();
        }
        baseline.awaitAgain();
    }

    @Test
    void aLauncherWithoutDescriptorsFailsLaunchesWithTheReasonAndGoesOn() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        Baseline baseline = Baseline.of(host);

        prlimit(host.launcher(), "--nofile=" + host.launcher().lowestFreeDescriptor() + ":");
        for (int i = 0; i < 10; i++) {
            assertThat(Client.ask("127.0.0.1", port)).isEmpty();
        }
        host.log().await("recvmsg failed: connection: EMFILE \\(Too many open files\\)", 10);
        site.service("late", site.directory().resolve("one"), "cat", "/name");
        host.signal("HUP");

        prlimit(host.launcher(), "--nofile=1024:");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        Files.delete(site.serviceFile("late"));
        Reloads.awaitAnswer(port, "one");
        host.signal("HUP");
        baseline.awaitAgain();
    }

    @Test
    void aProgramThatForksWithoutEndIsBoundedByItsUsersLimit() throws Exception {
        Path root = site.root("one");
        // nobody's processes, of all hosts of the machine, would be counted together
        site.service(
                "name", Site.serviceText(root, "cat", "/name").replace("nobody", "%1$d:%1$d".formatted(OWN_USER + 1)));
        site.service("bomb", """
                listen = ["127.0.0.1:0"]
                exec   = ["sh", "-c", "exec 3<&0; while :; do cat <&3 & done"]
                roots  = ["default %s"]
                user   = "%d:%d"
                """.formatted(root, OWN_USER, OWN_USER));
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
        Baseline baseline = Baseline.of(host);
        prlimit(host.launcher(), "--nproc=20:20"); // the launcher is root, whom it does not bind

        try (Client bomber = Client.to("127.0.0.1", host.port("bomb"))) {
            Await.until(
                    "the user has many processes",
                    () -> ProcFiles.ofUser(OWN_USER).size() >= 10);
            for (int i = 0; i < 5; i++) {
                assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
                assertThat(ProcFiles.ofUser(OWN_USER)).hasSizeLessThanOrEqualTo(21);
            }
            assertThat(bomber.line()).contains("Cannot fork");
            bomber.endSending();
            bomber.rest();
        } finally {
            endAllOf(OWN_USER);
        }
        baseline.awaitAgain();
    }

    private static void endAllOf(int user) throws IOException {
        Await.until("the user's processes are gone", () -> {
            List<Long> left = ProcFiles.ofUser(user);
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
    }

    @Test
    void withAFullDiskForItsStateTheHostServesAndReloads() throws Exception {
        Path root = site.root("one");
        site.service("name", root, "cat", "/name");
        Files.createDirectory(site.state());
        assumeTrue(
                Outcome.of(List.of(
                                        "mount",
                                        "-t",
                                        "tmpfs",
                                        "-o",
                                        "size=8m,mode=755",
                                        "none",
                                        site.state().toString()))
                                .status()
                        == 0,
                "no tmpfs can be mounted here");
        try {
            RunningHost host = site.start();
            int port = host.port("name");
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
            Path filler = site.state().resolve("filler");
            assertThatThrownBy(() -> Files.write(filler, new byte[9 << 20])).hasMessageContaining("No space left");

            site.service("late", site.root("two"), "cat", "/name");
            site.service("name", Site.serviceText(root, "cat", "/name") + "verbose = true\n");
            host.signal("HUP");
            host.log().await("late: ");
            host.log().await("reloaded: .* 1 changed");
            for (int i = 0; i < 5; i++) {
                assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
            }
            Files.delete(filler);
            host.log().await("reloaded: 1 added"); // tried again by itself
            host.signal("TERM");
            assertThat(host.awaitExit()).isZero();
        } finally {
            site.endHosts();
            Outcome.of(List.of("umount", "-l", site.state().toString()));
        }
    }

    @Test
    void manyConnectionsThatNeverSpeakKeepNobodyFromBeingServed() throws Exception {
        Path root = site.root("one");
        site.service("silent", root, "cat");
        site.service("name", root, "cat", "/name");
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
        try (Client one = Client.to("127.0.0.1", host.port("silent"))) {
            assertThat(one.exchange("one")).isEqualTo("one");
        }
        Baseline baseline = Baseline.of(host);

        List<Client> silent = connect(host.port("silent"), SILENT);
        Await.until("all have their program", () -> host.programs().size() >= SILENT);
        for (int i = 0; i < 5; i++) {
            assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
        }
        for (Client client : silent) {
            client.close();
        }
        baseline.awaitAgain();
    }

    @Test
    void clientsThatResetAtOnceLeaveNothing() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        Baseline baseline = Baseline.of(host);

        for (int i = 0; i < 1000; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoLinger(true, 0); // closing sends a reset, socket(7)
            }
        }
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        baseline.awaitAgain();
        assertThat(host.log().lines()).noneMatch(line -> line.contains("ERROR"));
    }

    private static void prlimit(ProcFiles process, String limit) throws IOException, InterruptedException {
        Outcome.of(List.of("prlimit", "--pid=" + process.pid(), limit)).andWell();
    }

    @Test
    void whatTheLauncherCannotTakeNowWaitsInTheKernelsQueue() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");

        Baseline baseline = Baseline.of(host);
        RunningHost.send("STOP", host.launcher().pid());
        List<Client> clients = connect(port, TAKEN_AT_MOST + 100);
        Await.until(
                "all but those that can be taken are in the queue",
                () -> Listening.on(port).get(0).queued() == 100);
        assertThat(processorTimeOfAWhile(host)).isLessThan(A_WHILE.dividedBy(4));
        assertThat(Listening.on(port).get(0).queued()).isEqualTo(100);

        RunningHost.send("CONT", host.launcher().pid());
        for (Client client : clients) {
            assertThat(client.rest()).isEqualTo("one\n");
            client.close();
        }
        baseline.awaitAgain();
    }

    /** Sets the soft limit, as any process of the same user may. */
    private static void limitDescriptors(RunningHost host, int limit) throws IOException, InterruptedException {
        String uid = host.proc().status("Uid").replaceFirst(" .*", "");
        String gid = host.proc().status("Gid").replaceFirst(" .*", "");
        Outcome.of(List.of(
                        "setpriv",
                        "--reuid=" + uid,
                        "--regid=" + gid,
                        "--clear-groups",
                        "prlimit",
                        "--pid=" + host.proc().pid(),
                        "--nofile=" + limit + ":"))
                .andWell();
    }

    private static List<Client> connect(int port, int count) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(Client.to("127.0.0.1", port));
        }
        return clients;
    }

    /** The processor time that the host uses in a while; here time itself is what is waited for. */
    private static Duration processorTimeOfAWhile(RunningHost host) throws IOException {
        Duration before = host.proc().processorTime();
        long end = System.nanoTime() + A_WHILE.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return host.proc().processorTime().minus(before);
    }
}
