package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is for loopback, from its own page, and has the token. */
class AdmittanceTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8470", "127.0.0.1", "127.1.2.3:80", "localhost:9000", "localhost", "[::1]:8470"})
    void loopbackIsAnsweredOnAnyPort(String host) {
        assertThat(Admittance.isForLoopback(headers("Host", host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org:8470",
                "127.0.0.1.example.org:8470",
                "localhost.example.org",
                "[::2]:8470",
                "10.0.0.1:8470",
                "127.0.0.1:8470@example.org",
                "127.0.0.1:8470\nlocalhost"
            })
    void otherNamesAreNot(String host) {
        assertThat(Admittance.isForLoopback(headers("Host", host))).isFalse();
        assertThat(Admittance.isForLoopback(new Headers())).isFalse();
    }

    @Test
    void onlyItsOwnPageMayAsk() {
        Headers headers = headers("Host", "localhost:9000");
        assertThat(Admittance.isFromHere(headers)).isTrue();
        headers.set("Origin", "http://localhost:9000");
        assertThat(Admittance.isFromHere(headers)).isTrue();
        for (String other :
                new String[] {"http://localhost:9001", "https://localhost:9000", "null", "http://example.org"}) {
            headers.set("Origin", other);
            assertThat(Admittance.isFromHere(headers)).as(other).isFalse();
        }
    }

    @Test
    void theTokenIsWanted(@TempDir Path directory) throws IOException {
        Token token = Token.in(directory.resolve("token"));
        Admittance admittance = new Admittance(token);
        assertThat(admittance.hasToken(headers("Authorization", "Bearer " + token.text())))
                .isTrue();
        assertThat(admittance.hasToken(headers("Authorization", token.text()))).isFalse();
        assertThat(admittance.hasToken(headers("Authorization", "Bearer "))).isFalse();
        assertThat(admittance.hasToken(headers("Cookie", "token=" + token.text())))
                .isFalse();
    }

    /** Java's own class refuses what cannot be in a header. */
    private static Headers headers(String name, String value) {
        Headers headers = new Headers();
        try {
            headers.set(name, value);
        } catch (IllegalArgumentException e) {
            return headers;
        }
        return headers;
    }
}
