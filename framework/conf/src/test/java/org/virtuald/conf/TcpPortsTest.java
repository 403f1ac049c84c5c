package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpPortsTest {

    private final TcpPorts ports = TcpPorts.parse("""
            # Network services, Internet style
            ftp             21/tcp
            smtp            25/tcp          mail # also this
            domain          53/udp
            late            1/tcp#x
              indented      7/tcp
            ftp             2121/tcp
            odd             99999/tcp
            broken
            worse           x/tcp
            """);

    @Test
    void knowsNamesAndAliases() {
        assertThat(ports.port("ftp")).hasValue(21);
        assertThat(ports.port("smtp")).hasValue(25);
        assertThat(ports.port("mail")).hasValue(25);
        assertThat(ports.port("late")).hasValue(1);
        assertThat(ports.port("indented")).hasValue(7);
    }

    @Test
    void knowsNothingElse() {
        assertThat(new String[] {"domain", "odd", "broken", "worse", "#", "also", "21/tcp", ""})
                .allMatch(name -> ports.port(name).isEmpty());
    }
}
