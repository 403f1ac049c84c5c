package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

class EndpointSocketsTest {

    private final SocketAddresses addresses = new SocketAddresses();
    private final List<Descriptor> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Descriptor::close);
    }

    @Test
    void anAsteriskIsOneSocketForEachFamilyOnTheSamePort() throws Exception {
        List<Descriptor> sockets = open("*:0");

        assertThat(sockets).hasSize(2);
        InetSocketAddress four = addresses.local(sockets.get(0));
        InetSocketAddress six = addresses.local(sockets.get(1));
        assertThat(four.getAddress().getAddress()).isEqualTo(new byte[4]);
        assertThat(six.getAddress().getAddress()).isEqualTo(new byte[16]);
        assertThat(four.getPort()).isPositive().isEqualTo(six.getPort());
    }

    @Test
    void theIpv6SocketOfAnAsteriskTakesNoIpv4Connections() throws Exception {
        List<Descriptor> sockets = open("*:0");
        int port = addresses.local(sockets.get(0)).getPort();

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(TcpListener.accept(sockets.get(1), addresses)).isEmpty();
            TcpListener.accept(sockets.get(0), addresses).orElseThrow().socket().close();
        }
    }

    @Test
    void theIpv6WildcardIsOneSocketForBothFamilies() throws Exception {
        List<Descriptor> sockets = open("[::]:0");
        int port = addresses.local(sockets.get(0)).getPort();

        assertThat(sockets).hasSize(1);
        for (String text : List.of("127.0.0.1", "::1")) {
            InetAddress address = InetAddress.getByName(text);
            try (Socket client = new Socket(address, port)) {
                TcpListener.Accepted accepted =
                        TcpListener.accept(sockets.get(0), addresses).orElseThrow();
                assertThat(accepted.remote()).isEqualTo(new InetSocketAddress(address, client.getLocalPort()));
                accepted.socket().close();
            }
        }
    }

    @Test
    void anAddressIsOneSocket() throws Exception {
        List<Descriptor> sockets = open("127.0.0.2:0");

        assertThat(sockets).hasSize(1);
        assertThat(addresses.local(sockets.get(0)).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
    }

    @Test
    void anAddressInUseIsNamedAsTheConfHasIt() throws Exception {
        int port = addresses.local(open("127.0.0.1:0").get(0)).getPort();

        assertThatThrownBy(() -> open("127.0.0.1:" + port))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("bind 127.0.0.1:" + port + ": EADDRINUSE (Address already in use)");
    }

    @Test
    void anAsteriskOfWhichOneFamilyIsInUseLeavesNothingOpen() throws Exception {
        int port = addresses.local(open("[::1]:0").get(0)).getPort();

        assertThatThrownBy(() -> open("*:" + port))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("bind *:" + port + ": EADDRINUSE (Address already in use)");
        // the IPv4 half was opened first, and is free again
        assertThat(open("0.0.0.0:" + port)).hasSize(1);
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedByTheKernel() {
        assertThatThrownBy(() -> open("192.0.2.1:0"))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("bind 192.0.2.1:0: EADDRNOTAVAIL");
    }

    private List<Descriptor> open(String endpoint) throws ErrnoException {
        Endpoint parsed =
                ConfText.service("listen = [\"" + endpoint + "\"]").listen().get(0);
        List<Descriptor> sockets = EndpointSockets.open(parsed, OptionalInt.of(5), false);
        opened.addAll(sockets);
        return sockets;
    }
}
