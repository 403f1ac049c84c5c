package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.MessageReceiver.Received;

class MessagesTest {

    @Test
    void keepsBordersAndCarriesDescriptors() throws Exception {
        try (SocketPair pair = SocketPair.open();
                Pipe pipe = Pipe.open()) {
            MessageSender sender = new MessageSender(pair.here(), 64, 2);
            MessageReceiver receiver = new MessageReceiver(pair.there(), 64, 2);
            sender.send(b -> b.put("one".getBytes(StandardCharsets.UTF_8)));
            sender.send(b -> b.putLong(7), pipe.reading(), pipe.writing());

            Received.Message first = (Received.Message) receiver.receive();
            assertThat(StandardCharsets.UTF_8.decode(first.payload()).toString())
                    .isEqualTo("one");
            assertThat(first.descriptors()).isEmpty();
            Received.Message second = (Received.Message) receiver.receive();
            assertThat(second.payload().getLong()).isEqualTo(7);
            assertThat(second.descriptors()).hasSize(2);
            Path original = Path.of("/proc/self/fd/" + pipe.reading().number());
            Path copy = Path.of("/proc/self/fd/" + second.descriptors().get(0).number());
            assertThat(Files.readSymbolicLink(copy)).isEqualTo(Files.readSymbolicLink(original));
            second.discard();
            assertThat(receiver.tryReceive()).isInstanceOf(Received.Nothing.class);
        }
    }

    @Test
    void receivedDescriptorsAreCloseOnExec() throws Exception {
        try (SocketPair pair = SocketPair.open();
                Pipe pipe = Pipe.open()) {
            new MessageSender(pair.here(), 8, 1).send(b -> b.put((byte) 1), pipe.reading());
            Received.Message message = (Received.Message) new MessageReceiver(pair.there(), 8, 1).receive();
            String info = Files.readString(
                    Path.of("/proc/self/fdinfo/" + message.descriptors().get(0).number()));
            message.discard();
            assertThat(info)
                    .containsPattern("flags:\\s+02004000"); // O_CLOEXEC of the descriptor, O_NONBLOCK of the pipe
        }
    }

    @Test
    void tooMuchIsRefusedAndItsDescriptorsClosed() throws Exception {
        try (SocketPair pair = SocketPair.open();
                Pipe pipe = Pipe.open()) {
            MessageSender sender = new MessageSender(pair.here(), 64, 2);
            MessageReceiver receiver = new MessageReceiver(pair.there(), 8, 1);
            sender.send(b -> b.put(new byte[9]), pipe.reading());
            assertThat(receiver.receive()).isInstanceOf(Received.TooLong.class);
            assertThat(descriptorsOf(pipe)).isEqualTo(2);
        }
    }

    @Test
    void descriptorsWithoutRoomAreTold() throws Exception {
        try (SocketPair pair = SocketPair.open();
                Pipe pipe = Pipe.open()) {
            MessageSender sender = new MessageSender(pair.here(), 8, 4);
            MessageReceiver receiver = new MessageReceiver(pair.there(), 8, 1);
            sender.send(b -> b.put((byte) 1), pipe.reading(), pipe.writing(), pipe.reading(), pipe.writing());
            Received.Message message = (Received.Message) receiver.receive();
            assertThat(message.lostDescriptors()).isTrue();
            message.discard();
            assertThat(descriptorsOf(pipe)).isEqualTo(2);
        }
    }

    @Test
    void theOtherEndsCloseIsTheEndOfFile() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            MessageSender sender = new MessageSender(pair.there(), 8, 1);
            MessageReceiver receiver = new MessageReceiver(pair.there(), 8, 1);
            pair.here().close();
            assertThat(receiver.receive()).isInstanceOf(Received.EndOfFile.class);
            assertThatThrownBy(() -> sender.send(b -> b.put((byte) 1)))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("EPIPE");
        }
    }

    @Test
    void withoutRoomNothingIsSentAndNothingWaits() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            MessageSender sender = new MessageSender(pair.here(), 1024, 1);
            int sent = 0;
            while (sender.trySend(b -> b.put(new byte[1024]))) {
                sent++;
            }
            assertThat(sent).isPositive();
            MessageReceiver receiver = new MessageReceiver(pair.there(), 1024, 1);
            for (int i = 0; i < sent; i++) {
                assertThat(receiver.tryReceive()).isInstanceOf(Received.Message.class);
            }
            assertThat(receiver.tryReceive()).isInstanceOf(Received.Nothing.class);
        }
    }

    @Test
    void survivesCollectionsWhileMessagesAreUnderWay() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            MessageSender sender = new MessageSender(pair.here(), 64, 1);
            MessageReceiver receiver = new MessageReceiver(pair.there(), 64, 1);
            for (int i = 0; i < 2000; i++) {
                long value = i;
                sender.send(b -> b.putLong(value), pair.here());
                if (i % 100 == 0) {
                    System.gc();
                }
                Received.Message message = (Received.Message) receiver.receive();
                assertThat(message.payload().getLong()).isEqualTo(value);
                message.discard();
            }
        }
    }

    /** How many descriptors this process has of the pipe: its two ends, and the copies that were received. */
    private static int descriptorsOf(Pipe pipe) throws Exception {
        Path all = Path.of("/proc/self/fd");
        Path wanted = Files.readSymbolicLink(
                all.resolve(Integer.toString(pipe.reading().number())));
        int count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(all)) {
            for (Path descriptor : descriptors) {
                count += leadsTo(descriptor, wanted) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean leadsTo(Path descriptor, Path wanted) throws Exception {
        try {
            return Files.readSymbolicLink(descriptor).equals(wanted);
        } catch (NoSuchFileException e) {
            return false; // another thread of this process, the collector's, has closed it meanwhile
        }
    }
}
