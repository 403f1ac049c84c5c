package org.virtuald.host.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.RecordFormat;
import org.virtuald.conf.RecordSettings;
import org.virtuald.conf.RecordTarget;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.host.traffic.Usage;
import org.virtuald.service.Endpoint;

class RecordsTest {
    private static final Instant AT = Instant.parse("2026-11-22T19:33:54Z");
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.9", 21);
    private static final Contact CONTACT = contact("ftp", new InetSocketAddress("192.0.2.1", 4711));
    private static final ConnectionEvent.Started STARTED =
            new ConnectionEvent.Started(CONTACT, LOCAL, "/srv/a b", 42, AT, Duration.ZERO, Duration.ZERO);

    @TempDir
    Path directory;

    @Test
    void speaksAsXinetdDoes() {
        assertThat(text(STARTED))
                .isEqualTo("START: ftp pid=42 from=192.0.2.1 port=4711 local=192.0.2.9:21 root=/srv/a\\u0020b id=7");
        assertThat(text(ended(new Ending.Exited(3))))
                .isEqualTo("EXIT: ftp status=3 pid=42 duration=61(sec) from=192.0.2.1 port=4711 local=192.0.2.9:21"
                        + " root=/srv/a\\u0020b id=7 user=0.5(sec) system=0.25(sec) memory=1000");
        assertThat(text(ended(new Ending.Killed(9)))).startsWith("EXIT: ftp signal=9 pid=42 duration=61(sec) ");
        assertThat(text(refused("access"))).isEqualTo("FAIL: ftp address from=192.0.2.1");
        assertThat(text(refused("hosts-access"))).isEqualTo("FAIL: ftp libwrap from=192.0.2.1");
        assertThat(text(refused("hours"))).isEqualTo("FAIL: ftp time from=192.0.2.1");
        assertThat(text(refused("no-root"))).isEqualTo("FAIL: ftp no_root local=192.0.2.9:21 from=192.0.2.1");
        assertThat(text(new ConnectionEvent.Failed(CONTACT, Optional.empty(), "/r", "chdir", "/r", 2, AT)))
                .isEqualTo("FAIL: ftp launch stage=chdir subject=/r errno=ENOENT root=/r from=192.0.2.1");
        assertThat(EventRecords.of(new ConnectionEvent.Accepted(CONTACT))).isEmpty();
    }

    @Test
    void noValueLooksLikeARecordOrAField() {
        Contact forger = contact("f\nFAIL: x", InetSocketAddress.createUnresolved("\" from=10.0.0.1\u2028\\", 0));
        assertThat(text(new ConnectionEvent.Dropped(forger, AT)))
                .isEqualTo("FAIL: f\\u000aFAIL:\\u0020x gone from=\\u0022\\u0020from\\u003d10.0.0.1\\u2028\\u005c");
        String json = json(new ConnectionEvent.Dropped(forger, AT));
        assertThat(json).doesNotContain("\n");
        assertThat(ConfigFactory.parseString(json).getString("service")).isEqualTo("f\nFAIL: x");
    }

    @Test
    void writesJson() {
        Config exit = ConfigFactory.parseString(json(ended(new Ending.Exited(3))));
        assertThat(exit.getString("time")).isEqualTo("2026-11-22T19:33:54.000Z");
        assertThat(exit.getString("event")).isEqualTo("exit");
        assertThat(exit.getString("root")).isEqualTo("/srv/a b");
        assertThat(exit.getInt("status")).isEqualTo(3);
        assertThat(exit.getDouble("duration")).isEqualTo(61.5);
        assertThat(exit.getLong("memory")).isEqualTo(1000);
        assertThat(ConfigFactory.parseString(json(refused("access"))).getString("detail"))
                .isEqualTo("told");
    }

    @Test
    void opensAFileAnewThatWasMovedOrDeleted() throws Exception {
        Path file = directory.resolve("records.log");
        RecordSettings settings = new RecordSettings(new RecordTarget.AppendedFile(file), RecordFormat.TEXT);
        Path moved = directory.resolve("records.log.1");
        try (FileSink sink = new FileSink(file, new RecordLines(RecordFormat.TEXT))) {
            sink.write(EventRecords.of(STARTED).orElseThrow());
            Files.move(file, moved);
            sink.write(EventRecords.of(STARTED).orElseThrow());
            sink.write(EventRecords.of(STARTED).orElseThrow());
            assertThat(Files.readAllLines(moved)).hasSize(1);
            assertThat(Files.readAllLines(file)).hasSize(2);
            Files.delete(file);
            sink.write(EventRecords.of(STARTED).orElseThrow());
        }
        Records records = Records.start(settings);
        records.on(STARTED);
        records.close(); // what waits is written
        assertThat(Files.readAllLines(file))
                .hasSize(2)
                .allMatch(line -> line.matches("2026-11-22T19:33:54.000Z virtuald\\[\\d+\\]: START: ftp pid=42 .*"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .startsWith("rw-")
                .endsWith("---");
    }

    @Test
    void aPlaceThatTakesNothingIsTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch written = new CountDownLatch(1);
        try (Records records = new Records(
                        sink(() -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IOException("full");
                            }
                            written.countDown();
                        }),
                        "here")
                .begin()) {
            records.on(STARTED);
            assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aFullQueueLosesAndCounts() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(Records.MOST_WAITING + 2);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        RecordSink slow = new RecordSink() {
            @Override
            public void write(ConnectionRecord record) throws IOException {
                busy.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                lines.add(record.line(RecordFormat.TEXT));
                all.countDown();
            }

            @Override
            public void close() {}
        };
        try (Records records = new Records(slow, "here").begin()) {
            records.on(STARTED);
            busy.await();
            for (int i = 0; i < Records.MOST_WAITING + 5; i++) {
                records.on(STARTED);
            }
            open.countDown();
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(lines).hasSize(Records.MOST_WAITING + 2).last().isEqualTo("LOST: virtuald records=5");
    }

    private interface Write {
        void run() throws IOException;
    }

    private static RecordSink sink(Write write) {
        return new RecordSink() {
            @Override
            public void write(ConnectionRecord record) throws IOException {
                write.run();
            }

            @Override
            public void close() {}
        };
    }

    private static Contact contact(String service, InetSocketAddress remote) {
        return new Contact(service, 7, new Endpoint.Tcp(new Endpoint.Host.Any(), 21), Optional.of(remote), AT);
    }

    private static ConnectionEvent ended(Ending ending) {
        Usage usage = new Usage(Duration.ofMillis(500), Duration.ofMillis(250), 1000);
        return new ConnectionEvent.Ended(STARTED, ending, AT, Duration.ofMillis(61_500), usage);
    }

    private static ConnectionEvent refused(String reason) {
        return new ConnectionEvent.Refused(CONTACT, Optional.of(LOCAL), reason, "told", 0, AT);
    }

    private static String text(ConnectionEvent event) {
        return EventRecords.of(event).orElseThrow().line(RecordFormat.TEXT);
    }

    private static String json(ConnectionEvent event) {
        return EventRecords.of(event).orElseThrow().line(RecordFormat.JSON);
    }
}
