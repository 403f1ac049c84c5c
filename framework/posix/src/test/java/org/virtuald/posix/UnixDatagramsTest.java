package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixDatagramsTest {
    private static final Duration PATIENCE = Duration.ofMillis(10);

    @Test
    void aPathReceivesWhatIsSentWithItsDescriptors(@TempDir Path directory) throws Exception {
        carries(directory.resolve("notify").toString());
    }

    @Test
    void anAbstractNameReceivesWhatIsSentWithItsDescriptors() throws Exception {
        carries("@virtuald-" + UUID.randomUUID());
    }

    private static void carries(String address) throws Exception {
        try (Descriptor receiving = UnixDatagrams.bind(address);
                Descriptor sending = UnixDatagrams.connect(address, PATIENCE);
                Descriptor listener = TcpListener.open(InetAddress.getLoopbackAddress(), 0, false, 1)) {
            new MessageSender(sending, 64, 1)
                    .send(payload -> payload.put("FDSTORE=1".getBytes(StandardCharsets.US_ASCII)), listener);
            MessageReceiver.Received.Message message =
                    (MessageReceiver.Received.Message) new MessageReceiver(receiving, 64, 1).receive();
            assertThat(StandardCharsets.US_ASCII.decode(message.payload()).toString())
                    .isEqualTo("FDSTORE=1");
            assertThat(BoundSocket.of(message.descriptors().get(0))).isEqualTo(BoundSocket.of(listener));
            message.discard();
        }
    }

    @Test
    void whereNobodyReceivesThereIsNoConnection(@TempDir Path directory) {
        assertThatThrownBy(() -> UnixDatagrams.connect(directory + "/none", PATIENCE))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }

    @Test
    void aFullReceiverIsWaitedForNoLongerThanAgreed(@TempDir Path directory) throws Exception {
        String address = directory.resolve("notify").toString();
        try (Descriptor receiving = UnixDatagrams.bind(address);
                Descriptor sending = UnixDatagrams.connect(address, PATIENCE)) {
            assertThat(receiving.isOpen()).isTrue();
            MessageSender sender = new MessageSender(sending, 1, 1);
            boolean sent = true;
            for (int i = 0; i < 10_000 && sent; i++) {
                sent = sender.trySend(payload -> payload.put((byte) 1));
            }
            assertThat(sent).isFalse();
            assertThatThrownBy(() -> sender.send(payload -> payload.put((byte) 1)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EAGAIN)).isTrue());
        }
    }

    @Test
    void anAddressThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> UnixDatagrams.bind("/" + "x".repeat(108)))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ENAMETOOLONG)).isTrue());
    }
}
