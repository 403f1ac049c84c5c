package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.virtuald.conf.Problem;

/** Messages of every kind, with any content that a process can put into them. */
final class Messages {

    private Messages() {}

    static Arbitrary<ControlRequest> controlRequests() {
        return Arbitraries.oneOf(
                Combinators.combine(texts(), texts()).as(ControlRequest.Open::new),
                Combinators.combine(
                                Arbitraries.integers(),
                                Arbitraries.integers(),
                                hosts().optional(),
                                Arbitraries.of(true, false))
                        .as(ControlRequest.Bind::new),
                Combinators.combine(Arbitraries.integers(), Arbitraries.integers())
                        .as(ControlRequest.Addresses::new),
                texts().map(ControlRequest.Remove::new),
                texts().map(ControlRequest.BindForBundle::new),
                Combinators.combine(Arbitraries.integers(), hosts().optional()).as(ControlRequest.LookUp::new),
                Combinators.combine(Arbitraries.integers(), Arbitraries.integers(), texts())
                        .as(ControlRequest.BindLog::new),
                Arbitraries.integers().map(ControlRequest.ReadRoots::new));
    }

    static Arbitrary<ControlAnswer> controlAnswers() {
        return Arbitraries.oneOf(
                Arbitraries.just(new ControlAnswer.Ready()),
                Arbitraries.just(new ControlAnswer.Bound()),
                Arbitraries.just(new ControlAnswer.AsItStands()),
                Arbitraries.just(new ControlAnswer.Removed()),
                hosts().list().ofMaxSize(5).map(ControlAnswer.Spread::new),
                Combinators.combine(Arbitraries.integers(), Arbitraries.integers(), problems())
                        .as(ControlAnswer.Opened::new),
                problems().map(ControlAnswer.Rejected::new),
                Combinators.combine(Arbitraries.integers(), problems()).as(ControlAnswer.RootsRead::new),
                Combinators.combine(Arbitraries.integers(), texts()).as(ControlAnswer.LookedUp::new),
                Combinators.combine(texts(), Arbitraries.integers(), texts()).as(ControlAnswer.Failed::new));
    }

    static Arbitrary<LaunchAnswer> launchAnswers() {
        Arbitrary<Long> connections = Arbitraries.longs();
        Arbitrary<Integer> numbers = Arbitraries.integers();
        Arbitrary<Integer> bytes = Arbitraries.integers().between(0, 255);
        Arbitrary<Duration> durations = Arbitraries.longs().map(Duration::ofNanos);
        return Arbitraries.oneOf(
                Combinators.combine(connections, numbers, addresses(), texts(), durations, durations)
                        .as(LaunchAnswer.Launched::new),
                Combinators.combine(connections, addresses(), numbers).as(LaunchAnswer.Refused::new),
                Combinators.combine(connections, texts(), texts(), numbers, texts())
                        .as(LaunchAnswer.Failed::new),
                Combinators.combine(connections, numbers, bytes, bytes, durations, durations, connections)
                        .as(LaunchAnswer.Ended::new),
                Combinators.combine(connections, texts(), texts()).as(LaunchAnswer.Distrusted::new),
                texts().map(LaunchAnswer.Closing::new));
    }

    /** Unicode as UTF-8 can write it: lone surrogates are no characters. */
    static Arbitrary<LaunchRequest> launchRequests() {
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.longs(), proxied().optional()).as(LaunchRequest.Launch::new),
                Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, Integer.MAX_VALUE))
                        .as((connection, millis) ->
                                new LaunchRequest.Terminate(connection, Duration.ofMillis(millis))));
    }

    private static Arbitrary<ProxiedAddresses> proxied() {
        return Combinators.combine(addresses(), addresses()).as(ProxiedAddresses::new);
    }

    /** Writes the request to launch a connection. */
    static Consumer<ByteBuffer> launch(long connection) {
        return into -> LaunchRequest.encode(new LaunchRequest.Launch(connection, Optional.empty()), into);
    }

    /** Writes the request to launch a connection with these addresses. */
    static Consumer<ByteBuffer> launch(long connection, ProxiedAddresses proxied) {
        return into -> LaunchRequest.encode(new LaunchRequest.Launch(connection, Optional.of(proxied)), into);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().all().ofMaxLength(100).map(text -> text.replaceAll("\\p{Cs}", "?"));
    }

    private static Arbitrary<List<Problem>> problems() {
        return Combinators.combine(
                        Arbitraries.of(Problem.Severity.class),
                        texts(),
                        Arbitraries.integers().greaterOrEqual(0),
                        texts())
                .as(Problem::new)
                .list()
                .ofMaxSize(5);
    }

    private static Arbitrary<InetAddress> hosts() {
        Arbitrary<byte[]> bytes = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofSize(4),
                Arbitraries.bytes().array(byte[].class).ofSize(16));
        return bytes.map(Messages::address);
    }

    private static Arbitrary<InetSocketAddress> addresses() {
        return Arbitraries.oneOf(
                texts().map(name -> InetSocketAddress.createUnresolved(name, 0)),
                Combinators.combine(hosts(), Arbitraries.integers().between(0, 65535))
                        .as(InetSocketAddress::new));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    /** The bytes of a message, ready to be read. */
    static ByteBuffer buffer(Consumer<ByteBuffer> writer) {
        ByteBuffer bytes = ByteBuffer.allocate(Wire.CONTROL_BYTES).order(ByteOrder.nativeOrder());
        writer.accept(bytes);
        return bytes.flip();
    }
}
