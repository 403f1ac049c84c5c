package org.virtuald.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("AddressSelection") // no names, addresses only
class NumericAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "::ffff:10.0.0.1, 10.0.0.1",
    })
    void isCanonical(String given, String text) throws Exception {
        assertThat(NumericAddress.text(InetAddress.getByName(given))).isEqualTo(text);
    }

    @Test
    void portsFollowBrackets() throws Exception {
        assertThat(NumericAddress.text(new InetSocketAddress(InetAddress.getByName("::1"), 21)))
                .isEqualTo("[::1]:21");
        assertThat(NumericAddress.text(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 0)))
                .isEqualTo("10.0.0.1:0");
    }

    @Test
    void endpointsReadAsInConf() throws Exception {
        assertThat(new Endpoint.Tcp(new Endpoint.Host.Any(), 21)).hasToString("*:21");
        assertThat(new Endpoint.Tcp(new Endpoint.Host.Address(InetAddress.getByName("::")), 21))
                .hasToString("[::]:21");
        assertThat(new Endpoint.Tcp(new Endpoint.Host.Address(InetAddress.getByName("10.0.0.1")), 21))
                .hasToString("10.0.0.1:21");
    }
}
