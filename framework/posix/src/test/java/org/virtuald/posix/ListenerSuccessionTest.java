package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How one listening socket takes another's place. */
class ListenerSuccessionTest {
    private final SocketAddresses addresses = new SocketAddresses();
    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    void aSharedListenerLetsItsSuccessorHaveAnAddressOfItsOwn() throws Exception {
        try (Descriptor all = TcpListener.open(InetAddress.getByName("0.0.0.0"), 0, false, 5)) {
            int port = addresses.local(all).getPort();
            assertThatThrownBy(() -> TcpListener.open(loopback, port, false, 5, true))
                    .hasMessageContaining("EADDRINUSE");
            TcpListener.share(all, true);
            try (Descriptor one = TcpListener.open(loopback, port, false, 5, true);
                    Socket client = new Socket(loopback, port)) {
                assertThat(TcpListener.accept(all, addresses)).isEmpty();
                Optional<TcpListener.Accepted> accepted = TcpListener.accept(one, addresses);
                assertThat(accepted.map(TcpListener.Accepted::remote))
                        .contains((InetSocketAddress) client.getLocalSocketAddress());
                accepted.orElseThrow().socket().close();
            }
        }
    }

    @Test
    void aDeafListenerKeepsItsQueueAndAnswersNobody() throws Exception {
        try (Descriptor listener = TcpListener.open(loopback, 0, false, 5);
                Socket early = new Socket(loopback, addresses.local(listener).getPort());
                Socket late = new Socket()) {
            Deafness.begin(listener);
            assertThatThrownBy(() -> late.connect(addresses.local(listener), 50))
                    .isInstanceOf(SocketTimeoutException.class);
            try (Descriptor accepted =
                    TcpListener.accept(listener, addresses).orElseThrow().socket()) {
                assertThat(addresses.remote(accepted)).isEqualTo(early.getLocalSocketAddress());
            }
            assertThat(TcpListener.accept(listener, addresses)).isEmpty();
        }
    }

    /** As an ordinary user has it. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::"})
    void withoutPrivilegesAsWell(String address) throws Exception {
        InetAddress bound = InetAddress.getAllByName(address)[0];
        try (Descriptor listener = TcpListener.open(bound, 0, true, 5)) {
            int port = addresses.local(listener).getPort();
            InetAddress to = bound.isAnyLocalAddress() ? loopback : bound;
            try (Socket early = new Socket(to, port);
                    Socket late = new Socket()) {
                Deafness.wantHopLimit(listener, 255);
                assertThatThrownBy(() -> late.connect(new InetSocketAddress(to, port), 50))
                        .isInstanceOf(SocketTimeoutException.class);
                try (Descriptor accepted =
                        TcpListener.accept(listener, addresses).orElseThrow().socket()) {
                    assertThat(addresses.remote(accepted)).isEqualTo(early.getLocalSocketAddress());
                }
                assertThat(TcpListener.accept(listener, addresses)).isEmpty();
            }
        }
    }

    /** A connection has the options of its listener, and would miss what is sent. */
    @Test
    void aConnectionOfADeafListenerHears() throws Exception {
        try (Descriptor listener = TcpListener.open(loopback, 0, false, 5);
                Socket client = new Socket(loopback, addresses.local(listener).getPort());
                Descriptor accepted =
                        TcpListener.accept(listener, addresses).orElseThrow().socket()) {
            Deafness.wantHopLimit(accepted, 255);
            client.getOutputStream().write('x');
            StreamSocket stream = new StreamSocket(accepted);
            stream.waitAtMost(Duration.ofMillis(100));
            ByteBuffer one = ByteBuffer.allocateDirect(1);
            assertThatThrownBy(() -> stream.read(one)).isInstanceOf(SocketTimeoutException.class);
            Deafness.end(accepted);
            stream.waitAtMost(Duration.ofSeconds(10));
            assertThat(stream.read(one)).isEqualTo(1); // sent once more by the client's kernel
        }
    }
}
