package org.virtuald.bundles.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.service.Arrival;
import org.virtuald.service.Datagram;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Endpoint;

/** What is answered over UDP, and what is not. */
class DatagramsTest {
    private static final Instant NOW = Instant.parse("2026-11-02T03:04:05Z");
    private static final String ALL =
            "echo=udp:*:7007\ndiscard=udp:*:7009\ndaytime=udp:*:7013\nchargen=udp:*:7019\ntime=udp:*:7037\n";

    private final List<DatagramService> services = services(ALL, Clock.fixed(NOW, ZoneOffset.UTC));

    DatagramsTest() throws IOException {}

    /** A datagram whose answers are kept. */
    private static final class Sent implements Datagram {
        private final Arrival arrival;
        private final String text;
        private final List<String> answers = new ArrayList<>();

        Sent(String from, int port, int to, String text) throws IOException {
            this.text = text;
            this.arrival = new Arrival(
                    1,
                    "any",
                    new Endpoint.Udp(new Endpoint.Host.Any(), 7007),
                    new InetSocketAddress(InetAddress.getByName("10.0.0.1"), to),
                    new InetSocketAddress(InetAddress.getByName(from), port),
                    Duration.ZERO);
        }

        @Override
        public Arrival arrival() {
            return arrival;
        }

        @Override
        public ByteBuffer payload() {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
        }

        @Override
        public void reply(ByteBuffer payload) {
            answers.add(StandardCharsets.ISO_8859_1.decode(payload).toString());
        }
    }

    @Test
    void theSimpleOnesSayWhatTheyAlwaysSay() throws IOException {
        assertThat(answers("echo", "hello")).containsExactly("hello");
        assertThat(answers("echo", "")).containsExactly("");
        assertThat(answers("discard", "hello")).isEmpty();
        assertThat(answers("daytime", "")).containsExactly("Mon Nov  2 03:04:05 2026\r\n");
        assertThat(answers("time", "")).singleElement().asString().hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "74,74", "75,75", "511,511", "512,512", "513,512", "60000,512"})
    void chargenSaysNoMoreThanItWasAskedWithAndNoMoreThan512(int asked, int answered) throws IOException {
        assertThat(answers("chargen", "x".repeat(asked)))
                .singleElement()
                .asString()
                .hasSize(answered)
                .startsWith(" ");
    }

    @Test
    void chargenRotatesItsLinesAndIsSilentToNothing() throws IOException {
        assertThat(answers("chargen", "")).isEmpty();
        String first = answers("chargen", "x".repeat(148)).get(0);
        assertThat(first.lines()).hasSize(2).allMatch(line -> line.length() == 72);
        assertThat(answers("chargen", "x".repeat(74)).get(0)).isEqualTo(first.substring(74));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 53, 1023, 7007, 7009, 7013, 7019, 7037})
    void portsOfServicesGetNoAnswer(int port) throws IOException {
        assertThat(answers("echo", "192.0.2.1", port)).isEmpty();
        assertThat(answers("daytime", "10.0.0.1", port)).isEmpty();
    }

    @Test
    void aPortThatTheKernelChoseIsKnownOnceADatagramHasCome() throws IOException {
        List<DatagramService> free = services("echo=udp:*:0\ntime=udp:*:0", Clock.fixed(NOW, ZoneOffset.UTC));
        Sent before = new Sent("10.0.0.1", 40_001, 40_002, "x");
        free.get(0).receive(before);
        assertThat(before.answers).hasSize(1);
        free.get(1).receive(new Sent("192.0.2.1", 50_000, 40_001, "x"));
        Sent after = new Sent("10.0.0.1", 40_001, 40_002, "x");
        free.get(0).receive(after);
        assertThat(after.answers).isEmpty();
    }

    @Test
    void anAddressGetsSoManyAnswersASecondOfAllServicesAndNoMore() throws IOException {
        MovingClock clock = new MovingClock();
        List<DatagramService> all = services(ALL, clock);
        assertThat(ask(all, "192.0.2.1", 150)).isEqualTo(Allowance.ANSWERS);
        assertThat(ask(all, "192.0.2.1", 1)).isZero();
        clock.now = NOW.plusSeconds(1);
        assertThat(ask(all, "192.0.2.1", 150)).isEqualTo(Allowance.ANSWERS);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws IOException {
        assertThat(ask(services, "2001:db8::1", 60)).isEqualTo(60);
        assertThat(ask(services, "2001:db8::2", 60)).isEqualTo(40);
    }

    @Test
    void addressesDoNotLiveOnEachOther() throws IOException {
        int answers = 0;
        for (int i = 1; i <= 200; i++) {
            answers += ask(services, "192.0.2." + i, 100);
        }
        // a few of them share a place, which the seed decides
        assertThat(answers).isGreaterThan(200 * 100 * 9 / 10);
    }

    /** A clock that stands until it is moved. */
    private static final class MovingClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Asks echo and time in turn, and counts the answers. */
    private static int ask(List<DatagramService> services, String from, int times) throws IOException {
        int answers = 0;
        for (int i = 0; i < times; i++) {
            Sent sent = new Sent(from, 40_000 + i, 7007, "x");
            service(services, i % 2 == 0 ? "echo" : "time").receive(sent);
            answers += sent.answers.size();
        }
        return answers;
    }

    private List<String> answers(String service, String text) throws IOException {
        Sent sent = new Sent("192.0.2.1", 40_000, 7007, text);
        service(services, service).receive(sent);
        return sent.answers;
    }

    private List<String> answers(String service, String from, int port) throws IOException {
        Sent sent = new Sent(from, port, 7007, "x");
        service(services, service).receive(sent);
        return sent.answers;
    }

    private static DatagramService service(List<DatagramService> services, String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<DatagramService> services(String text, Clock clock) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return Settings.services(properties, clock).datagrams();
    }
}
