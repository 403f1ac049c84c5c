package org.virtuald.host.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtuald.conf.Work.SendProxy;

class SentProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @Test
    void isTheExampleOfTheSpecification() throws Exception {
        InetSocketAddress source = new InetSocketAddress(InetAddress.getByName("192.168.0.1"), 56324);
        InetSocketAddress destination = new InetSocketAddress(InetAddress.getByName("192.168.0.11"), 443);

        assertThat(SentProxyHeader.of(SendProxy.V1, source, destination))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n");
        assertThat(HexFormat.of().formatHex(SentProxyHeader.of(SendProxy.V2, source, destination)))
                .isEqualTo(SIGNATURE + "2111000c" + "c0a80001" + "c0a8000b" + "dc04" + "01bb");
    }

    @Test
    void saysThatUnixAddressesAreUnknown() {
        InetSocketAddress source = InetSocketAddress.createUnresolved("pid 1", 0);
        InetSocketAddress destination = InetSocketAddress.createUnresolved("/run/x", 0);

        assertThat(SentProxyHeader.of(SendProxy.V1, source, destination))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("PROXY UNKNOWN\r\n");
        assertThat(HexFormat.of().formatHex(SentProxyHeader.of(SendProxy.V2, source, destination)))
                .isEqualTo(SIGNATURE + "21000000");
    }

    @ParameterizedTest
    @EnumSource
    void isReadAsItWasMeant(SendProxy version) throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] from = new byte[random.nextBoolean() ? 4 : 16];
            byte[] to = new byte[from.length];
            random.nextBytes(from);
            random.nextBytes(to);
            InetSocketAddress source = new InetSocketAddress(InetAddress.getByAddress(from), random.nextInt(65536));
            InetSocketAddress destination = new InetSocketAddress(InetAddress.getByAddress(to), random.nextInt(65536));

            byte[] header = SentProxyHeader.of(version, source, destination);

            assertThat(ProxyHeader.read(ByteBuffer.wrap(header)))
                    .isEqualTo(new ProxyHeader.Reading.Complete(
                            header.length, Optional.of(new ProxyHeader.Addresses(source, destination))));
        }
    }
}
