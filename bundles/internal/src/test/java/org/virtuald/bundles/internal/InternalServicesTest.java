package org.virtuald.bundles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.virtuald.service.DatagramService;
import org.virtuald.service.HandOverException;
import org.virtuald.service.Service;

class InternalServicesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-02T03:04:05Z"), ZoneOffset.UTC);

    @Test
    void echoSendsBackWhatComes() throws IOException {
        assertThat(answer("echo", "hello\n")).isEqualTo("hello\n");
    }

    @Test
    void discardSaysNothing() throws IOException {
        assertThat(answer("discard", "hello\n")).isEmpty();
    }

    @Test
    void daytimeIsWhatCtimeWrites() throws IOException {
        assertThat(answer("daytime", "")).isEqualTo("Mon Nov  2 03:04:05 2026\r\n");
    }

    /** The example of RFC 868: 2,208,988,800 corresponds to 00:00 1 Jan 1970. */
    @Test
    void timeCountsFrom1900() throws IOException {
        TextConnection connection = new TextConnection("", 10);
        Protocols.time(connection, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        assertThat(connection.answer()).containsExactly(0x83, 0xAA, 0x7E, 0x80);
    }

    @Test
    void chargenRotatesLinesOf72CharactersUntilThePeerGoes() {
        TextConnection connection = new TextConnection("", 74 * 200);
        assertThatThrownBy(() -> Protocols.chargen(connection)).hasMessage("the peer has gone");
        List<String> lines = connection.text().lines().toList();
        assertThat(lines).hasSize(200).allMatch(line -> line.length() == 72);
        assertThat(lines.get(0)).startsWith(" !\"#").endsWith("fg");
        assertThat(lines.get(1)).startsWith("!\"#$").endsWith("gh");
        assertThat(lines.get(94)).startsWith("~ !\"");
        assertThat(lines.get(95)).isEqualTo(lines.get(0));
    }

    @Test
    void tcpmuxPassesOnWhatItKnowsAndLeavesTheRestUnread() throws IOException {
        TextConnection connection = tcpmux("Date\r\nrest");
        assertThat(connection.passedTo()).isEqualTo("date");
        assertThat(connection.text()).isEqualTo("+Go\r\n");
        assertThat(connection.left()).isEqualTo("rest");
    }

    @Test
    void aProgramThatKnowsTcpmuxAnswersItself() throws IOException {
        TextConnection connection = tcpmux("own\n");
        assertThat(connection.passedTo()).isEqualTo("own");
        assertThat(connection.text()).isEmpty();
    }

    @Test
    void tcpmuxRefusesAndHelps() throws IOException {
        assertThat(tcpmux("other\r\n").text()).isEqualTo("-Service not available\r\n");
        assertThat(tcpmux("\r\n").text()).isEqualTo("-Service not available\r\n");
        assertThat(tcpmux("x".repeat(10_000)).text()).isEqualTo("-Service not available\r\n");
        assertThat(tcpmux("HELP\r\n").text()).isEqualTo("date\r\ndown\r\nown\r\n");
    }

    @Test
    void thePeerIsToldThatAServiceIsDown() {
        TextConnection connection = new TextConnection("down\r\n", 100);
        assertThatThrownBy(() -> new TcpMux(Set.of("down")).serve(connection)).isInstanceOf(HandOverException.class);
        assertThat(connection.text()).isEqualTo("-Service not available\r\n");
    }

    @Test
    void settingsNameEndpoints() throws IOException {
        assertThat(services("echo = *:7007, [::1]:7008, 10.0.0.1:7").get(0).endpoints())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("*:7007", "[::1]:7008", "10.0.0.1:7");
        assertThat(services("echo = *:1\ntime = *:2")).extracting(Service::name).containsExactly("echo", "time");
    }

    @Test
    void settingsNameEndpointsOfUdp() throws IOException {
        String text = "echo = 127.0.0.1:7007, udp:127.0.0.1:7008, udp:[::1]:7008\ntime = udp:*:7037";
        assertThat(services(text)).extracting(Service::name).containsExactly("echo");
        assertThat(datagrams(text)).extracting(DatagramService::name).containsExactly("echo", "time");
        assertThat(datagrams(text).get(0).endpoints())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("udp:127.0.0.1:7008", "udp:[::1]:7008");
        assertThatThrownBy(() -> datagrams("tcpmux = udp:*:7001"))
                .hasMessage("tcpmux: there is no such service over UDP");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> services("ecko = *:7"))
                .hasMessage("ecko: there is no such service; there are chargen, daytime, discard, echo, tcpmux, time");
        assertThatThrownBy(() -> services("echo = localhost:7"))
                .hasMessageStartingWith("echo: expected ADDRESS:PORT such as *:7007")
                .hasMessageEndingWith("found localhost:7");
        assertThatThrownBy(() -> services("echo = ")).hasMessage("echo: no endpoint is named, such as *:7007");
        assertThatThrownBy(() -> services("echo = *:70000")).hasMessageContaining("70000");
    }

    private static TextConnection tcpmux(String text) throws IOException {
        TextConnection connection = new TextConnection(text, 1000);
        new TcpMux(Set.of("+date", "own", "down")).serve(connection);
        return connection;
    }

    private static String answer(String name, String text) throws IOException {
        TextConnection connection = new TextConnection(text, 1000);
        services(name + " = *:7007").get(0).serve(connection);
        return connection.text();
    }

    private static List<Service> services(String text) throws IOException {
        return Settings.services(properties(text), CLOCK).services();
    }

    private static List<DatagramService> datagrams(String text) throws IOException {
        return Settings.services(properties(text), CLOCK).datagrams();
    }

    private static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }
}
