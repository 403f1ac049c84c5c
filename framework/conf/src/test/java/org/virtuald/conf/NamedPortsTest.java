package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedPortsTest {

    private final NamedPorts ports = NamedPorts.parse("""
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
        assertThat(ports.port("ftp", "tcp")).hasValue(21);
        assertThat(ports.port("smtp", "tcp")).hasValue(25);
        assertThat(ports.port("mail", "tcp")).hasValue(25);
        assertThat(ports.port("late", "tcp")).hasValue(1);
        assertThat(ports.port("indented", "tcp")).hasValue(7);
        assertThat(ports.port("domain", "udp")).hasValue(53);
    }

    @Test
    void knowsNothingElse() {
        assertThat(new String[] {"domain", "odd", "broken", "worse", "#", "also", "21/tcp", ""})
                .allMatch(name -> ports.port(name, "tcp").isEmpty());
    }
}
