package org.virtuald.host.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.TcpListener;
import org.virtuald.posix.UnixDatagrams;

class NotifierTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void withoutASocketNobodyIsTold() {
        Notifier notifier = Notifier.of(Map.of());
        notifier.ready("serving");
        notifier.stopping();
        assertThat(notifier.isHeard()).isFalse();
    }

    @Test
    void aSocketOfAFamilyThatIsNotSupportedIsNone() {
        assertThat(Notifier.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234")).isHeard())
                .isFalse();
    }

    @Test
    void tellsInTheWordsOfTheManual() throws Exception {
        try (Descriptor socket = UnixDatagrams.bind(address());
                Notifier notifier = notifier()) {
            long before = CurrentProcess.monotonicMicros();
            notifier.ready("serving a");
            notifier.reloading();
            notifier.alive();
            notifier.remove("virtuald-x");
            notifier.stopping();
            assertThat(next(socket)).isEqualTo("READY=1\nSTATUS=serving a");
            String reloading = next(socket);
            assertThat(reloading).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.replaceFirst("(?s).*=", "")))
                    .isBetween(before, CurrentProcess.monotonicMicros());
            assertThat(next(socket)).isEqualTo("WATCHDOG=1");
            assertThat(next(socket)).isEqualTo("FDSTOREREMOVE=1\nFDNAME=virtuald-x");
            assertThat(next(socket)).isEqualTo("STOPPING=1\nSTATUS=stopping");
        }
    }

    @Test
    void aStatusIsToldWhenItIsNewAndInOneLine() throws Exception {
        try (Descriptor socket = UnixDatagrams.bind(address());
                Notifier notifier = notifier()) {
            notifier.ready("a");
            notifier.status("a");
            notifier.status("b\nREADY=0");
            assertThat(next(socket)).startsWith("READY=1");
            assertThat(next(socket)).isEqualTo("STATUS=b READY=0");
        }
    }

    @Test
    void aReceiverThatHasComeAnewIsTold() throws Exception {
        Descriptor first = UnixDatagrams.bind(address());
        try (Notifier notifier = notifier()) {
            first.close();
            notifier.alive(); // nobody hears, nothing happens
            Files.delete(Path.of(address()));
            try (Descriptor second = UnixDatagrams.bind(address())) {
                notifier.alive();
                assertThat(next(second)).isEqualTo("WATCHDOG=1");
            }
        }
    }

    @Test
    void whatIsStoredIsRemovedWhenItIsClosedButNotWhenTheHostLeaves() throws Exception {
        try (Descriptor socket = UnixDatagrams.bind(address());
                Notifier notifier = notifier()) {
            DescriptorStore store = new DescriptorStore(notifier);
            Descriptor dropped = listener();
            Descriptor left = listener();
            store.keep(dropped, "[::1]:21");
            store.keep(left, "127.0.0.1:21");
            assertThat(next(socket)).isEqualTo("FDSTORE=1\nFDNAME=virtuald-[--1]-21");
            assertThat(next(socket)).isEqualTo("FDSTORE=1\nFDNAME=virtuald-127.0.0.1-21");
            store.close(dropped);
            assertThat(next(socket)).isEqualTo("FDSTOREREMOVE=1\nFDNAME=virtuald-[--1]-21");
            store.leaveToNextHost();
            store.close(left);
            assertThat(left.isOpen()).isFalse();
            assertThat(new MessageReceiver(socket, 4096, 1).tryReceive())
                    .isInstanceOf(MessageReceiver.Received.Nothing.class);
        }
    }

    @Test
    void aWatchdogIsQuietWhileAThreadDoesNotAnswer() throws Exception {
        try (Descriptor socket = UnixDatagrams.bind(address());
                Notifier notifier = notifier()) {
            CompletableFuture<Void> stuck = new CompletableFuture<>();
            CountDownLatch asked = new CountDownLatch(3);
            try (Watchdog watchdog = Watchdog.start(notifier, Duration.ofMillis(20), () -> {
                asked.countDown();
                return List.of(stuck);
            })) {
                assertThat(watchdog).isNotNull();
                asked.await();
                assertThat(new MessageReceiver(socket, 4096, 1).tryReceive())
                        .isInstanceOf(MessageReceiver.Received.Nothing.class);
                stuck.complete(null);
                assertThat(next(socket)).isEqualTo("WATCHDOG=1");
                assertThat(next(socket)).isEqualTo("WATCHDOG=1");
            }
        }
    }

    @Test
    void lifeIsToldAtHalfOfTheTimeIfThisProcessIsMeant() {
        Map<String, String> mine = Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7");
        assertThat(Watchdog.period(mine, 7)).contains(Duration.ofSeconds(15));
        assertThat(Watchdog.period(mine, 8)).isEmpty();
        assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "100"), 8)).contains(Duration.ofNanos(50_000));
        assertThat(Watchdog.period(Map.of("WATCHDOG_USEC", "soon"), 8)).isEmpty();
        assertThat(Watchdog.period(Map.of(), 8)).isEmpty();
    }

    private String address() {
        return directory.resolve("notify").toString();
    }

    private Notifier notifier() {
        return Notifier.of(Map.of("NOTIFY_SOCKET", address()));
    }

    private static Descriptor listener() throws ErrnoException {
        return TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 1);
    }

    private static String next(Descriptor socket) throws ErrnoException {
        MessageReceiver.Received.Message message =
                (MessageReceiver.Received.Message) new MessageReceiver(socket, 4096, 1).receive();
        String text = StandardCharsets.UTF_8.decode(message.payload()).toString();
        message.discard();
        return text;
    }
}
