package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The messages of one launch: written, and read again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireCoding {

    private static final LaunchRequest REQUEST = new LaunchRequest.Launch(4711, Optional.empty());
    private static final List<LaunchAnswer> ANSWERS = List.of(
            new LaunchAnswer.Launched(
                    4711,
                    815,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 21),
                    "/virtual/domain1.com",
                    Duration.ofNanos(400),
                    Duration.ofNanos(400_000)),
            new LaunchAnswer.Ended(4711, 815, 0, 0, Duration.ofMillis(1), Duration.ofMillis(2), 1 << 20));

    private final ByteBuffer request = ByteBuffer.allocateDirect(Wire.REQUEST_BYTES);
    private final ByteBuffer answers = ByteBuffer.allocateDirect(Wire.LAUNCH_BYTES);

    /** The host's message, without the connection's descriptor. */
    @Benchmark
    public Object request() throws MalformedMessageException {
        LaunchRequest.encode(REQUEST, request.clear());
        return LaunchRequest.decode(request.flip());
    }

    /** The launcher's two, in one message. */
    @Benchmark
    public List<?> answers() throws MalformedMessageException {
        answers.clear();
        for (LaunchAnswer answer : ANSWERS) {
            LaunchAnswer.encode(answer, answers);
        }
        return LaunchAnswer.decodeAll(answers.flip());
    }
}
