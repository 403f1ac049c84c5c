package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
            TcpListener.deafen(listener);
            assertThatThrownBy(() -> late.connect(addresses.local(listener), 50))
                    .isInstanceOf(SocketTimeoutException.class);
            try (Descriptor accepted =
                    TcpListener.accept(listener, addresses).orElseThrow().socket()) {
                assertThat(addresses.remote(accepted)).isEqualTo(early.getLocalSocketAddress());
            }
            assertThat(TcpListener.accept(listener, addresses)).isEmpty();
        }
    }
}
