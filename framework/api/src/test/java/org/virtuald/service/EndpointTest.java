package org.virtuald.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,     7,     0.0.0.0:7",
        "127.0.0.1,   65535, 127.0.0.1:65535",
        "::,          21,    [::]:21",
        "2001:db8::1, 0,     [2001:db8::1]:0",
    })
    void theTextIsWhatAConfFileHas(String address, int port, String text) throws UnknownHostException {
        Endpoint.Host host = new Endpoint.Host.Address(InetAddress.getByName(address));
        assertThat(new Endpoint.Tcp(host, port)).hasToString(text);
        assertThat(new Endpoint.Udp(host, port)).hasToString("udp:" + text);
    }

    @Test
    void aStarIsEveryAddress() {
        assertThat(new Endpoint.Tcp(new Endpoint.Host.Any(), 7)).hasToString("*:7");
        assertThat(new Endpoint.Udp(new Endpoint.Host.Any(), 7)).hasToString("udp:*:7");
    }

    @Test
    void theKindsAreDifferentEndpoints() {
        Endpoint tcp = new Endpoint.Tcp(new Endpoint.Host.Any(), 7);
        assertThat(tcp).isNotEqualTo(new Endpoint.Udp(new Endpoint.Host.Any(), 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void portsHave16Bits(int port) {
        assertThatThrownBy(() -> new Endpoint.Tcp(new Endpoint.Host.Any(), port))
                .hasMessage("port " + port + " is not in 0 to 65535");
        assertThatThrownBy(() -> new Endpoint.Udp(new Endpoint.Host.Any(), port))
                .hasMessage("port " + port + " is not in 0 to 65535");
    }
}
