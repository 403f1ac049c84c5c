package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ServiceConf;

class ProgramEnvironmentTest {

    @Test
    void itIsPathTheConfsVariablesAndTheConnectionAndNothingElse() throws UnknownHostException {
        ServiceConf conf = ConfText.service("path = \"/usr/bin:/bin\"", "env { TZ = UTC, A = \"b c\" }");

        assertThat(new ProgramEnvironment(conf).of(four(10, 1, 21), four(192, 2, 40000)))
                .containsExactly(
                        "PATH=/usr/bin:/bin",
                        "A=b c",
                        "TZ=UTC",
                        "PROTO=TCP",
                        "TCPLOCALIP=10.0.0.1",
                        "TCPLOCALPORT=21",
                        "TCPREMOTEIP=192.0.0.2",
                        "TCPREMOTEPORT=40000",
                        "REMOTE_HOST=192.0.0.2",
                        "REMOTE_ADDR=192.0.0.2",
                        "REMOTE_PORT=40000");
    }

    @Test
    void ipv6AddressesAreInTheirShortForm() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[0] = 0x20;
        bytes[1] = 1;
        bytes[15] = 1;
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByAddress(bytes), 21);

        assertThat(new ProgramEnvironment(ConfText.service()).of(six, six))
                .contains("TCPLOCALIP=2001::1", "TCPREMOTEIP=2001::1", "REMOTE_ADDR=2001::1", "REMOTE_HOST=2001::1");
    }

    @Test
    void oneConnectionsVariablesAreNotAnothers() throws UnknownHostException {
        ProgramEnvironment environment = new ProgramEnvironment(ConfText.service());
        environment.of(four(10, 1, 21), four(192, 2, 40000));

        assertThat(environment.of(four(10, 3, 21), four(192, 4, 40001)))
                .contains("TCPLOCALIP=10.0.0.3", "REMOTE_PORT=40001")
                .doesNotContain("TCPLOCALIP=10.0.0.1", "REMOTE_PORT=40000");
    }

    private static InetSocketAddress four(int first, int last, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) first, 0, 0, (byte) last}), port);
    }
}
