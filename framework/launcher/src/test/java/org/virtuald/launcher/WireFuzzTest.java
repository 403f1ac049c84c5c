package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.Problem;
import org.virtuald.fuzz.Mutations;

/** Whatever the bytes of a message are, either end reads a message or says that it is none, and throws nothing else. */
class WireFuzzTest {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 21);
    private static final List<Problem> PROBLEMS = List.of(
            new Problem(Problem.Severity.ERROR, "file", 7, "text"), new Problem(Problem.Severity.WARNING, "é", 0, ""));

    /** Reads one message. */
    @FunctionalInterface
    private interface Decoder<M> {
        M decode(ByteBuffer from) throws MalformedMessageException;
    }

    /** Writes one message. */
    @FunctionalInterface
    private interface Encoder<M> {
        void encode(M message, ByteBuffer into);
    }

    @Test
    void requestsOnTheControlChannel() {
        fuzz(
                List.of(
                        new ControlRequest.Open("ftp", "digest"),
                        new ControlRequest.Bind(1, 2, Optional.empty(), true),
                        new ControlRequest.Bind(1, 2, Optional.of(ADDRESS.getAddress()), false),
                        new ControlRequest.Addresses(1, 2),
                        new ControlRequest.Remove("unix:/run/x.sock"),
                        new ControlRequest.BindForBundle("*:7"),
                        new ControlRequest.LookUp(1, Optional.empty()),
                        new ControlRequest.ReadRoots(3)),
                ControlRequest::encode,
                ControlRequest::decode);
    }

    @Test
    void requestsOnALaunchChannel() {
        fuzz(
                List.of(
                        new LaunchRequest.Launch(7, Optional.empty()),
                        new LaunchRequest.Launch(7, Optional.of(new ProxiedAddresses(ADDRESS, ADDRESS))),
                        new LaunchRequest.Terminate(8, Duration.ofSeconds(5))),
                LaunchRequest::encode,
                LaunchRequest::decode);
    }

    @Test
    void answersOnTheControlChannel() {
        fuzz(
                List.of(
                        new ControlAnswer.Ready(),
                        new ControlAnswer.Opened(1, 2, PROBLEMS),
                        new ControlAnswer.Rejected(PROBLEMS),
                        new ControlAnswer.RootsRead(1, PROBLEMS),
                        new ControlAnswer.LookedUp(3, "/srv"),
                        new ControlAnswer.Bound(),
                        new ControlAnswer.Removed(),
                        new ControlAnswer.AsItStands(),
                        new ControlAnswer.Spread(List.of(ADDRESS.getAddress())),
                        new ControlAnswer.Failed("bind", 98, "*:21")),
                ControlAnswer::encode,
                ControlAnswer::decode);
    }

    @Test
    void answersOnALaunchChannel() {
        fuzz(
                List.of(
                        new LaunchAnswer.Launched(1, 2, ADDRESS, "/srv", Duration.ofNanos(2), Duration.ofNanos(3)),
                        new LaunchAnswer.Refused(1, ADDRESS, 3),
                        new LaunchAnswer.Distrusted(1, "/srv", "/ is writable"),
                        new LaunchAnswer.Failed(1, "chroot", "/srv", 2, "/srv"),
                        new LaunchAnswer.Ended(1, 2, 3, 0, Duration.ofMillis(4), Duration.ofMillis(5), 6),
                        new LaunchAnswer.Closing("reason")),
                LaunchAnswer::encode,
                LaunchAnswer::decodeAll);
    }

    private static <M> void fuzz(List<? extends M> seeds, Encoder<M> encoder, Decoder<?> decoder) {
        Stream<byte[]> bytes = seeds.stream().map(seed -> bytes(into -> encoder.encode(seed, into)));
        new Mutations(bytes.toList()).forEach(input -> {
            ByteBuffer from = ByteBuffer.wrap(input).order(ByteOrder.nativeOrder());
            try {
                assertThat(decoder.decode(from)).isNotNull();
                assertThat(from.remaining()).isZero();
            } catch (MalformedMessageException e) {
                assertThat(e).message().isNotEmpty();
            }
        });
    }

    private static byte[] bytes(Consumer<ByteBuffer> writer) {
        ByteBuffer buffer = Messages.buffer(writer);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
