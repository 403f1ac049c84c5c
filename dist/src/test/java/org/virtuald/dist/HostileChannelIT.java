package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.SocketWatch;

/**
 * What a host that was taken over can write to its launcher: it loses the channel it abuses, the others are served
 * meanwhile, and the launcher has as many descriptors and threads afterwards as before.
 */
@AsRoot
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileChannelIT {
    private static final long SEED = 20_251_122;
    private static final int MANY = 2000;
    private static final int TIMER = 1; // the thread for what is sent later starts when it is needed, and stays
    private static final long MEGABYTE = 1_000_000;

    @AutoClose
    private final Site site = new Site();

    private final HostileHost host;
    private final HostileHost.Channel good;
    private final int descriptors;
    private final int tasks;

    HostileChannelIT() throws IOException, InterruptedException {
        site.service("good", site.root("one"), "cat", "/name");
        site.service("bad", site.root("two"), "cat", "/name");
        host = new HostileHost(site.conf());
        good = host.open("good");
        assertGoodIsServed();
        descriptors = host.launcher().descriptorsWithoutStarters();
        tasks = host.launcher().tasksWithoutWorkers() + TIMER;
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertGoodIsServed();
        Await.until("as many descriptors as before", () -> host.launcher().descriptorsWithoutStarters() <= descriptors);
        Await.until("as many threads as before", () -> host.launcher().tasksWithoutWorkers() <= tasks);
        Await.until(
                "no thread serves a closed channel",
                () -> host.launcher().threadNames().stream().noneMatch(name -> name.startsWith("bad/")));
        host.close();
    }

    private void assertGoodIsServed() throws IOException {
        assertThat(host.ask(good)).isEqualTo("one\n");
        while (good.answer()[1] != 4) {
            // the answers to this launch, up to that of its end
        }
    }

    @Test
    void garbageOnTheControlChannelIsRefusedMessageByMessage() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < MANY; i++) {
            byte[] garbage = new byte[1 + random.nextInt(i % 10 == 0 ? 70_000 : 100)];
            random.nextBytes(garbage);
            if (i % 2 == 0) {
                garbage[0] = HostileHost.VERSION;
            }
            host.control.send(into -> into.put(garbage));
            assertThat(host.control.answer()[1]).isEqualTo((byte) HostileHost.REJECTED);
        }
        byte[] open = bytes(HostileHost.open("bad", "digest"));
        for (int length = 1; length < open.length; length++) {
            byte[] truncated = Arrays.copyOf(open, length);
            host.control.send(into -> into.put(truncated));
            assertThat(text(host.control.answer())).contains("not a request: ");
        }
    }

    @Test
    void noNameLeadsOutOfTheServicesOfTheConf() throws Exception {
        for (String name : List.of(
                "",
                ".",
                "..",
                "../virtuald",
                "../../etc/passwd",
                "/etc/passwd",
                "bad/../good",
                "bad\0",
                "bad\n",
                "a".repeat(20_000))) {
            host.control.send(HostileHost.open(name, "digest"));
            assertThat(text(host.control.answer())).contains(" is no name for a service");
        }
        host.control.send(HostileHost.open("bad", "digest"));
        assertThat(text(host.control.answer())).contains("the file has changed since the host read it");
        for (int handle : new int[] {0, 2, -1, Integer.MAX_VALUE}) {
            for (int endpoint : new int[] {0, -1, 1, Integer.MIN_VALUE}) {
                host.control.send(into -> into.put((byte) HostileHost.VERSION)
                        .put((byte) HostileHost.BIND)
                        .putInt(handle)
                        .putInt(endpoint)
                        .putInt(1)
                        .putShort((short) 0));
                assertThat(text(host.control.answer())).contains("no endpoint");
            }
            host.control.send(into -> into.put((byte) HostileHost.VERSION)
                    .put((byte) HostileHost.READ_ROOTS)
                    .putInt(handle));
            assertThat(text(host.control.answer())).contains("no service");
        }
    }

    @Test
    void aServiceChannelIsClosedByWhatIsNoRequestAndLaunchesItsOwnServiceOnly() throws Exception {
        List<byte[]> wrong = new ArrayList<>();
        wrong.add(new byte[] {9});
        wrong.add(new byte[] {HostileHost.VERSION});
        wrong.add(new byte[] {HostileHost.VERSION, 77, 0, 0, 0, 0, 0, 0, 0, 0});
        wrong.add(new byte[] {2, HostileHost.LAUNCH, 0, 0, 0, 0, 0, 0, 0, 0});
        wrong.add(new byte[1000]);
        wrong.add(new byte[70_000]);
        wrong.add(bytes(HostileHost.open("good", "digest")));
        wrong.add(bytes(HostileHost.terminate(1, -1)));
        wrong.add(Arrays.copyOf(bytes(HostileHost.launch(1)), 9));
        wrong.add(Arrays.copyOf(bytes(HostileHost.launch(1)), 11));
        for (byte[] message : wrong) {
            try (HostileHost.Channel bad = host.open("bad")) {
                assertThat(host.ask(bad)).isEqualTo("two\n");
                bad.send(into -> into.put(message));
                bad.awaitEnd();
            }
        }
        assertGoodIsServed();
    }

    @Test
    void anEmptyMessageEndsNoChannelButItsOwn() throws Exception {
        try (HostileHost.Channel bad = host.open("bad")) {
            bad.send(into -> {});
            bad.awaitEnd();
        }
    }

    @Test
    void descriptorsOfEveryKindAndNumberAreRefusedAndClosed() throws Exception {
        try (HostileHost.Channel bad = host.open("bad");
                Pipe pipe = Pipe.open();
                SocketWatch epoll = SocketWatch.open(SocketWatch.Event.INPUT);
                SocketPair unix = SocketPair.open()) {
            List<Descriptor> strange =
                    List.of(pipe.reading(), pipe.writing(), epoll.descriptor(), unix.here(), host.listener());
            for (int i = 0; i < MANY; i++) {
                bad.send(HostileHost.launch(i), strange.get(i % strange.size()));
                assertThat(bad.answer()[1]).isEqualTo((byte) 3);
            }
            Descriptor[] most = new Descriptor[253];
            Arrays.fill(most, pipe.reading());
            for (int i = 0; i < MANY / 10; i++) {
                bad.send(HostileHost.launch(i), most);
                assertThat(bad.answer()[1]).isEqualTo((byte) 3);
                host.control.send(into -> into.put((byte) HostileHost.VERSION), most);
                assertThat(text(host.control.answer())).contains("not a request: ");
            }
            assertThat(host.ask(bad)).isEqualTo("two\n");
            bad.send(HostileHost.launch(1));
            bad.awaitEnd();
        }
    }

    @Test
    void whoNeverReadsItsAnswersHoldsUpNobody() throws Exception {
        try (HostileHost.Channel bad = host.open("bad");
                Pipe pipe = Pipe.open()) {
            int sent = 0;
            long silence = System.nanoTime();
            while (System.nanoTime() - silence < 500_000_000) {
                if (bad.trySend(HostileHost.launch(sent), pipe.reading())) {
                    sent++;
                    silence = System.nanoTime();
                }
            }
            assertThat(sent).isGreaterThan(1000);
            assertGoodIsServed();
            assertThat(host.launcher().residentBytes()).isLessThan(150 * MEGABYTE);
        }
    }

    @Test
    void aFloodOfLaunchesAndOfRequestsToEndThemHoldsUpNobody() throws Exception {
        try (HostileHost.Channel bad = host.open("bad")) {
            for (int i = 0; i < 200; i++) {
                try (HostileHost.Connected connected = host.connect()) {
                    bad.send(HostileHost.launch(i), connected.socket());
                    for (int j = 0; j < 10; j++) {
                        bad.send(HostileHost.terminate(i, Integer.MAX_VALUE));
                    }
                }
                if (i % 50 == 0) {
                    assertGoodIsServed();
                }
            }
        }
        Await.until("no program is left", () -> host.launcher().programs().isEmpty());
    }

    @Test
    void aServiceIsNotOpenedWithoutEnd() throws Exception {
        List<HostileHost.Channel> channels = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            host.tryOpen("bad").ifPresent(channels::add);
        }
        assertThat(channels).hasSize(8);
        assertGoodIsServed();
        channels.forEach(HostileHost.Channel::close);
    }

    private static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Consumer<ByteBuffer> message) {
        ByteBuffer into = ByteBuffer.allocate(1000).order(ByteOrder.nativeOrder());
        message.accept(into);
        return Arrays.copyOf(into.array(), into.position());
    }
}
