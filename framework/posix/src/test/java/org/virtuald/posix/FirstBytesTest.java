package org.virtuald.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstBytesTest {
    private final FirstBytes first = new FirstBytes(8);
    private final SocketAddresses addresses = new SocketAddresses();

    @Test
    void looksWithoutTakingAndTakesExactlyWhatIsAsked() throws Exception {
        try (Descriptor listener = TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 5);
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(),
                        addresses.local(listener).getPort());
                SocketWatch watch = SocketWatch.open(SocketWatch.Event.INPUT);
                Descriptor socket =
                        TcpListener.accept(listener, addresses).orElseThrow().socket()) {
            assertThat(first.look(socket)).isEmpty();
            watch.watch(socket, 7);
            assertThat(watch.take()).isEmpty();

            client.getOutputStream().write("ABCDE".getBytes(US_ASCII));
            awaitInput(watch);
            assertThat(text(socket)).isEqualTo("ABCDE");
            assertThat(text(socket)).isEqualTo("ABCDE");
            assertThat(watch.take()).isEmpty(); // tells of what is new, not of what is there

            client.getOutputStream().write("FGHIJKLM".getBytes(US_ASCII));
            awaitInput(watch);
            assertThat(text(socket)).isEqualTo("ABCDEFGH");
            first.take(socket, 3);
            assertThat(text(socket)).isEqualTo("DEFGHIJK");
            watch.forget(socket);

            client.shutdownOutput();
            try (StreamSocket program = new StreamSocket(socket.moved())) {
                ByteBuffer rest = ByteBuffer.allocate(100);
                while (program.read(rest) >= 0) {}
                assertThat(new String(rest.array(), 0, rest.position(), US_ASCII))
                        .isEqualTo("DEFGHIJKLM");
            }
        }
    }

    private static void awaitInput(SocketWatch watch) throws ErrnoException {
        List<Long> names = watch.take();
        while (names.isEmpty()) {
            Thread.onSpinWait();
            names = watch.take();
        }
        assertThat(names).containsExactly(7L);
    }

    private String text(Descriptor socket) throws ErrnoException {
        return US_ASCII.decode(first.look(socket).orElseThrow()).toString();
    }
}
