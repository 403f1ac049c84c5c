package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamSocketTest {
    private final Socket peer;
    private final StreamSocket socket;

    StreamSocketTest() throws IOException {
        try (Descriptor listener = TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 1)) {
            SocketAddresses addresses = new SocketAddresses();
            peer = new Socket(
                    InetAddress.getLoopbackAddress(), addresses.local(listener).getPort());
            Optional<TcpListener.Accepted> accepted = TcpListener.accept(listener, addresses);
            while (accepted.isEmpty()) {
                accepted = TcpListener.accept(listener, addresses);
            }
            socket = new StreamSocket(accepted.get().socket());
        }
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
    }

    @Test
    void movesBytesInBothDirectionsUntilTheEnd() throws Exception {
        byte[] many = new byte[300_000];
        many[299_999] = 1;
        CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> {
            try {
                int length = socket.write(ByteBuffer.wrap(many));
                socket.shutDownOutput();
                return length;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(peer.getInputStream().readAllBytes()).isEqualTo(many);
        assertThat(written.get()).isEqualTo(many.length);

        peer.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
        peer.shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocateDirect(2);
        assertThat(socket.read(buffer)).isEqualTo(2);
        assertThat(socket.read(buffer)).isZero(); // no room
        assertThat(socket.read(buffer.clear())).isEqualTo(1);
        assertThat(socket.read(buffer.clear())).isEqualTo(-1);
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        CompletableFuture<Integer> reading = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                reading.complete(socket.read(ByteBuffer.allocate(1)));
            } catch (IOException e) {
                reading.completeExceptionally(e);
            }
        });
        reader.start();
        Thread.sleep(50); // nothing tells that the reader is inside the kernel; too early only makes the test easier
        socket.close();
        assertThatThrownBy(reading::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClosedChannelException.class);
        assertThat(peer.getInputStream().read()).isNegative();
    }

    @Test
    void aCallThatWaitsLongerThanTheLimitEnds() throws IOException {
        socket.waitAtMost(Duration.ofMillis(20));
        assertThatThrownBy(() -> socket.read(ByteBuffer.allocate(1))).isInstanceOf(SocketTimeoutException.class);
        assertThat(socket.isOpen()).isTrue();
        assertThatThrownBy(() -> socket.waitAtMost(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDetachedDescriptorWaitsAgainWithoutLimitAndIsNotClosedHere() throws IOException {
        socket.waitAtMost(Duration.ofMillis(1));
        Descriptor detached = socket.detach();
        socket.close();
        assertThatThrownBy(() -> socket.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        try (StreamSocket again = new StreamSocket(detached)) {
            again.write(ByteBuffer.wrap(new byte[] {7}));
            assertThat(peer.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void writingToAPeerThatHasGoneIsAnError() throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
        assertThatThrownBy(() -> {
                    while (true) {
                        socket.write(ByteBuffer.allocate(10_000));
                    }
                })
                .isInstanceOf(ErrnoException.class)
                .hasMessageMatching("send: (EPIPE|ECONNRESET) .*");
    }
}
