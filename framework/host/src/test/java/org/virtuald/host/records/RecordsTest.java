package org.virtuald.host.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.RecordFormat;
import org.virtuald.conf.RecordSettings;
import org.virtuald.conf.RecordTarget;
import org.virtuald.host.outlet.Forms;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.host.traffic.Usage;
import org.virtuald.service.Endpoint;

class RecordsTest {
    private static final Instant AT = Instant.parse("2026-11-22T19:33:54Z");
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.9", 21);
    private static final Contact CONTACT = contact("ftp", new InetSocketAddress("192.0.2.1", 4711));
    private static final ConnectionEvent.Started STARTED = new ConnectionEvent.Started(
            CONTACT, LOCAL, "/srv/a b", 42, AT, Duration.ZERO, Duration.ZERO, Duration.ZERO);

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
    void isWrittenToAFileWithItsTime() throws Exception {
        Path file = directory.resolve("records.log");
        try (Records records =
                Records.start(new RecordSettings(new RecordTarget.AppendedFile(file), RecordFormat.TEXT))) {
            records.on(STARTED);
        }
        assertThat(Files.readString(file))
                .matches("2026-11-22T19:33:54.000Z virtuald\\[\\d+\\]: START: ftp pid=42 .*\n");
    }

    @Test
    void speaksToSyslogAndTheJournal() {
        ConnectionRecord record = new ConnectionRecord(
                RecordWord.FAIL,
                Instant.parse("2026-11-02T19:33:54Z"),
                "ftp",
                Map.of("", "address"),
                Map.of("detail", "a\nb"));
        Forms<ConnectionRecord> forms = Records.forms(RecordFormat.TEXT);
        assertThat(new String(forms.syslog().apply(record), StandardCharsets.UTF_8))
                .matches("<29>Nov  [123] \\d\\d:33:54 virtuald\\[\\d+\\]: FAIL: ftp address");
        assertThat(new String(forms.journal().apply(record), StandardCharsets.UTF_8).split("\n", -1))
                .containsExactly(
                        "MESSAGE=FAIL: ftp address",
                        "PRIORITY=5",
                        "SYSLOG_FACILITY=3",
                        "SYSLOG_IDENTIFIER=virtuald",
                        "VIRTUALD_EVENT=fail",
                        "VIRTUALD_SERVICE=ftp",
                        "VIRTUALD_DETAIL",
                        "\3\0\0\0\0\0\0\0a",
                        "b",
                        "");
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
