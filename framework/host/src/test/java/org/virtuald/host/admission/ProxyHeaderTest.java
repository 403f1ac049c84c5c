package org.virtuald.host.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP_4 = SIGNATURE + "2111000c" + "c0a80001" + "c0a8000b" + "dc04" + "01bb";

    @Test
    void readsTheExampleOfTheSpecification() throws Exception {
        assertThat(text("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nGET / HTTP/1.1\r\n"))
                .isEqualTo(new ProxyHeader.Reading.Complete(47, Optional.of(example())));
    }

    @Test
    void readsTheLongestLinesOfTheSpecification() {
        for (String line : List.of(
                "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
                "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")) {
            assertThat(text(line)).isInstanceOfSatisfying(ProxyHeader.Reading.Complete.class, complete -> {
                assertThat(complete.length()).isEqualTo(line.length());
                assertThat(complete.addresses().isEmpty()).isEqualTo(line.contains("UNKNOWN"));
            });
        }
    }

    @Test
    void readsVersionTwoWithWhatFollowsLeftAlone() throws Exception {
        assertThat(hex(TCP_4 + "ffff")).isEqualTo(new ProxyHeader.Reading.Complete(28, Optional.of(example())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000000", "2000000411223344", "21000000", "2131000401020304", "21120000"})
    void keepsTheSocketsOwnAddressesForLocalAndOtherProtocols(String rest) {
        assertThat(hex(SIGNATURE + rest))
                .isEqualTo(new ProxyHeader.Reading.Complete(12 + rest.length() / 2, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 65536\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 056 443\r\n",
                "PROXY TCP4 192.168.1 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 ::1 ::1 56324 443\r\n",
                "PROXY TCP6 192.168.0.1 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 localhost 192.168.0.11 56324 443\r\n",
                "PROXY  TCP4 192.168.0.1 192.168.0.11 56324 443\r\n",
                "PROXYTCP4\r\n"
            })
    void refusesWhatIsNoHeader(String bytes) {
        assertThat(text(bytes)).isInstanceOf(ProxyHeader.Reading.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"31110000", "22110000", "2111000401020304", "2111ffff"})
    void refusesWhatIsNoVersionTwo(String rest) {
        assertThat(hex(SIGNATURE + rest)).isInstanceOf(ProxyHeader.Reading.Malformed.class);
    }

    @Test
    void everyBeginningIsIncompleteAndEveryContinuationLeavesTheLengthAlone() {
        for (byte[] whole : List.of(
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n".getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex(TCP_4))) {
            for (int length = 0; length < whole.length; length++) {
                assertThat(read(Arrays.copyOf(whole, length))).isInstanceOf(ProxyHeader.Reading.Incomplete.class);
            }
            assertThat(read(Arrays.copyOf(whole, 500))).isEqualTo(read(whole));
        }
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsBound() {
        assertThat(text("PROXY " + "x".repeat(100))).isInstanceOf(ProxyHeader.Reading.Incomplete.class);
        assertThat(text("PROXY " + "x".repeat(101))).isInstanceOf(ProxyHeader.Reading.Malformed.class);
    }

    /** Whatever comes: one of the three answers, within the bounds, and the buffer as it was. */
    @Test
    void anyChangeOfAHeaderIsReadOrRefused() {
        Random random = new Random(7);
        byte[][] headers = {
            "PROXY TCP6 2001:db8::1 ::ffff:10.0.0.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
            HexFormat.of().parseHex(TCP_4)
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = headers[i % 2].clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
            int before = buffer.remaining();
            if (ProxyHeader.read(buffer) instanceof ProxyHeader.Reading.Complete complete) {
                assertThat(complete.length()).isBetween(1, before);
            }
            assertThat(buffer.remaining()).isEqualTo(before);
        }
    }

    private static ProxyHeader.Addresses example() throws Exception {
        return new ProxyHeader.Addresses(
                new InetSocketAddress(InetAddress.getByName("192.168.0.1"), 56324),
                new InetSocketAddress(InetAddress.getByName("192.168.0.11"), 443));
    }

    private static ProxyHeader.Reading text(String text) {
        return read(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ProxyHeader.Reading hex(String hex) {
        return read(HexFormat.of().parseHex(hex));
    }

    private static ProxyHeader.Reading read(byte[] bytes) {
        return ProxyHeader.read(ByteBuffer.wrap(bytes));
    }
}
