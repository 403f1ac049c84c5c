package org.virtuald.host.outlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.RecordTarget;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.UnixDatagrams;

class OutletTest {
    private static final Forms<String> FORMS =
            new Forms<>(text -> bytes(text + "\n"), OutletTest::bytes, OutletTest::bytes);

    @TempDir
    Path directory;

    @Test
    void opensAFileAnewThatWasMovedOrDeleted() throws Exception {
        Path file = directory.resolve("log");
        Path moved = directory.resolve("log.1");
        try (FileSink<String> sink = new FileSink<>(file, FORMS.line())) {
            sink.write("one");
            Files.move(file, moved);
            sink.write("two");
            sink.write("three");
            assertThat(Files.readString(moved)).isEqualTo("one\n");
            assertThat(Files.readString(file)).isEqualTo("two\nthree\n");
            Files.delete(file);
            sink.write("four");
        }
        assertThat(Files.readString(file)).isEqualTo("four\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .startsWith("rw-")
                .endsWith("---");
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() throws Exception {
        Path file = directory.resolve("log");
        Outlet<String> outlet =
                Outlet.open(new RecordTarget.AppendedFile(file), "entries", FORMS, count -> count + " missing");
        for (int i = 0; i < 100; i++) {
            outlet.add("entry");
        }
        outlet.close();
        assertThat(Files.readAllLines(file)).hasSize(100);
    }

    @Test
    void findsAReceiverThatWasStartedAnew() throws Exception {
        Path path = directory.resolve("socket");
        try (DatagramSink<String> sink = new DatagramSink<>(path, FORMS.syslog())) {
            assertThatThrownBy(() -> sink.write("one"))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("ENOENT");
            for (int i = 0; i < 2; i++) {
                try (Descriptor socket = UnixDatagrams.bind(path.toString())) {
                    sink.write("entry");
                    assertThat(receive(socket)).isEqualTo("entry");
                }
                Files.delete(path);
            }
        }
    }

    @Test
    void aPlaceThatTakesNothingIsTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch written = new CountDownLatch(1);
        try (Outlet<String> outlet = outlet(entry -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IOException("full");
            }
            written.countDown();
        })) {
            outlet.add("entry");
            assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aFullQueueLosesAndCounts() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(Outlet.MOST_WAITING + 2);
        List<String> written = Collections.synchronizedList(new ArrayList<>());
        try (Outlet<String> outlet = outlet(entry -> {
            busy.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            written.add(entry);
            all.countDown();
        })) {
            outlet.add("entry");
            busy.await();
            for (int i = 0; i < Outlet.MOST_WAITING + 5; i++) {
                outlet.add("entry");
            }
            open.countDown();
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(written).hasSize(Outlet.MOST_WAITING + 2).last().isEqualTo("5 missing");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Write {
        void write(String entry) throws IOException;
    }

    private static Outlet<String> outlet(Write write) {
        Sink<String> sink = new Sink<>() {
            @Override
            public void write(String entry) throws IOException {
                write.write(entry);
            }

            @Override
            public void close() {}
        };
        return new Outlet<>(sink, "entries", "here", count -> count + " missing");
    }

    private static String receive(Descriptor socket) throws ErrnoException {
        MessageReceiver.Received.Message message =
                (MessageReceiver.Received.Message) new MessageReceiver(socket, 4096, 1).receive();
        String text = StandardCharsets.UTF_8.decode(message.payload()).toString();
        message.discard();
        return text;
    }
}
