package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixSocketTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void aSocketHasItsNameAndIsDesertedWhenItIsClosed(boolean isAbstract, boolean datagrams) throws Exception {
        String address = isAbstract
                ? "@virtuald-" + UUID.randomUUID()
                : directory.resolve("socket").toString();
        try (Descriptor socket = UnixSocket.bind(address, datagrams)) {
            if (!datagrams) {
                assertThat(UnixSocket.isDeserted(address, false)).isTrue(); // it does not listen yet
                assertThat(BoundSocket.of(socket)).isEmpty();
                TcpListener.setBacklog(socket, 1);
            }
            BoundSocket bound = BoundSocket.of(socket).orElseThrow();
            assertThat(bound.kind()).isEqualTo(datagrams ? SocketKind.UNIX_DATAGRAM : SocketKind.UNIX_STREAM);
            assertThat(bound.address().getHostString()).isEqualTo(address);
            assertThat(UnixSocket.isDeserted(address, datagrams)).isFalse();
        }
        assertThat(UnixSocket.isDeserted(address, datagrams)).isEqualTo(true);
    }

    @Test
    void anAddressIsBoundOnce() throws Exception {
        String address = directory.resolve("socket").toString();
        try (Descriptor socket = UnixSocket.bind(address, false)) {
            assertThatThrownBy(() -> UnixSocket.bind(address, false))
                    .hasMessageContaining("EADDRINUSE")
                    .hasMessageContaining(address);
            assertThat(socket.isOpen()).isTrue();
        }
    }
}
