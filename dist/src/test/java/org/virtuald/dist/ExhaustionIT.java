package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What finds no room waits in the kernel's queue, and the host does not spin meanwhile. */
@AsRoot
class ExhaustionIT {

    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final int TAKEN_AT_MOST = 64;

    @AutoClose
    private final Site site = new Site();

    ExhaustionIT() throws IOException {}

    @Test
    void withoutDescriptorsConnectionsWaitAndAreServedLater() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");

        limitDescriptors(host, host.proc().lowestFreeDescriptor());
        List<Client> clients = connect(port, 10);
        host.log().await("WARN name: cannot accept: EMFILE \\(Too many open files\\); connections wait");
        assertThat(processorTimeOfAWhile(host)).isLessThan(A_WHILE.dividedBy(4));
        assertThat(Listening.on(port).get(0).queued()).isEqualTo(clients.size());
        assertThat(host.log().lines())
                .filteredOn(line -> line.contains("cannot accept"))
                .hasSize(1);

        limitDescriptors(host, 1024);
        for (Client client : clients) {
            assertThat(client.rest()).isEqualTo("one\n");
            client.close();
        }
    }

    @Test
    void whatTheLauncherCannotTakeNowWaitsInTheKernelsQueue() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        int port = host.port("name");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");

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
