package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;

class TcpListenerTest {
    private final SocketAddresses addresses = new SocketAddresses();

    @Test
    void takesConnectionsWithBothAddresses() throws Exception {
        InetAddress address = InetAddress.getByName("127.0.0.2");
        try (Descriptor listener = TcpListener.open(address, 0, false, TcpListener.KERNEL_MAXIMUM)) {
            InetSocketAddress bound = addresses.local(listener);
            assertThat(bound.getAddress()).isEqualTo(address);
            assertThat(TcpListener.accept(listener, addresses)).isEmpty();
            try (Socket client = new Socket(bound.getAddress(), bound.getPort())) {
                TcpListener.Accepted accepted =
                        TcpListener.accept(listener, addresses).orElseThrow();
                try (Descriptor socket = accepted.socket()) {
                    assertThat(accepted.remote()).isEqualTo(client.getLocalSocketAddress());
                    assertThat(addresses.local(socket)).isEqualTo(bound);
                    assertThat(addresses.remote(socket)).isEqualTo(client.getLocalSocketAddress());
                }
            }
        }
    }

    @Test
    void aDualStackSocketTellsIpv4AddressesAsIpv4() throws Exception {
        try (Descriptor listener = TcpListener.open(InetAddress.getByName("::"), 0, true, 5)) {
            int port = addresses.local(listener).getPort();
            try (Socket client = new Socket("127.0.0.3", port)) {
                TcpListener.Accepted accepted =
                        TcpListener.accept(listener, addresses).orElseThrow();
                try (Descriptor socket = accepted.socket()) {
                    assertThat(addresses.local(socket).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.3"));
                    assertThat(accepted.remote().getPort()).isEqualTo(client.getLocalPort());
                }
            }
        }
    }

    @Test
    void anIpv6OnlySocketLeavesThePortToIpv4() throws Exception {
        try (Descriptor six = TcpListener.open(InetAddress.getByName("::"), 0, false, 5)) {
            int port = addresses.local(six).getPort();
            try (Descriptor four = TcpListener.open(InetAddress.getByName("0.0.0.0"), port, false, 5)) {
                assertThat(addresses.local(four).getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void anAddressInUseIsNamed() throws Exception {
        InetAddress address = InetAddress.getByName("127.0.0.4");
        try (Descriptor listener = TcpListener.open(address, 0, false, 5)) {
            int port = addresses.local(listener).getPort();
            assertThatThrownBy(() -> TcpListener.open(address, port, false, 5))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessage("bind 127.0.0.4:" + port + ": EADDRINUSE (Address already in use)");
        }
    }

    @Test
    void aListeningSocketTellsWhereItIsBound() throws Exception {
        try (Descriptor four = TcpListener.open(InetAddress.getByName("127.0.0.5"), 0, false, 5);
                Descriptor six = TcpListener.open(InetAddress.getByName("::"), 0, false, 5);
                Descriptor both = TcpListener.open(InetAddress.getByName("::"), 0, true, 5)) {
            assertThat(BoundSocket.of(four)).contains(new BoundSocket(SocketKind.TCP, addresses.local(four), false));
            assertThat(BoundSocket.of(six)).contains(new BoundSocket(SocketKind.TCP, addresses.local(six), false));
            assertThat(BoundSocket.of(both)).contains(new BoundSocket(SocketKind.TCP, addresses.local(both), true));
        }
    }

    @Test
    void whatDoesNotListenIsBoundNowhere() throws Exception {
        try (Pipe pipe = Pipe.open();
                SocketPair pair = SocketPair.open()) {
            assertThat(BoundSocket.of(pipe.reading())).isEmpty();
            assertThat(BoundSocket.of(pair.here())).isEmpty();
        }
        assertThatThrownBy(() -> BoundSocket.of(Descriptor.own(1_000_000)))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.is(Errno.EBADF)).isTrue());
    }

    @Test
    void aListenerThatWasShutDownLeavesItsAddressWhileACopyIsOpen() throws Exception {
        InetAddress address = InetAddress.getByName("127.0.0.6");
        try (SocketPair pair = SocketPair.open();
                Descriptor listener = TcpListener.open(address, 0, false, 5)) {
            int port = addresses.local(listener).getPort();
            new MessageSender(pair.here(), 1, 1).send(payload -> payload.put((byte) 1), listener);
            MessageReceiver.Received.Message copy =
                    (MessageReceiver.Received.Message) new MessageReceiver(pair.there(), 1, 1).receive();
            listener.shutDown();
            try (Descriptor next = TcpListener.open(address, port, false, 5)) {
                assertThat(addresses.local(next).getPort()).isEqualTo(port);
            }
            copy.discard();
        }
    }
}
