package org.virtuald.bundles.internal;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The protocols over UDP: an answer to each datagram, in the words of the second part of their RFCs. */
final class Answers {
    /** Of RFC 864, and what inetd sends at most. */
    private static final int LONGEST_CHARGEN = 512;

    private Answers() {}

    /** All of them, by name. */
    static Map<String, Answer> all(Clock clock) {
        AtomicInteger line = new AtomicInteger();
        return Map.of(
                "echo", // RFC 862: what came
                Optional::of,
                "discard", // RFC 863: nothing
                payload -> Optional.empty(),
                "chargen", // RFC 864: 0 to 512 characters
                payload -> chargen(line, payload.remaining()),
                "daytime", // RFC 867
                payload -> Optional.of(Protocols.daytime(clock)),
                "time", // RFC 868
                payload -> Optional.of(Protocols.time(clock)));
    }

    /** No more than was asked with: a forged address wins nothing by it. */
    private static Optional<ByteBuffer> chargen(AtomicInteger line, int asked) {
        int length = Math.min(asked, LONGEST_CHARGEN);
        return length == 0 ? Optional.empty() : Optional.of(Protocols.lines(line.getAndIncrement(), length));
    }
}
