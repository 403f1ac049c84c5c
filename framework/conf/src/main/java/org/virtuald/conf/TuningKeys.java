package org.virtuald.conf;

import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of {@code services/NAME.conf} about options of its internet sockets. */
final class TuningKeys {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST_KEEPALIVE = Duration.ofSeconds(32767); // MAX_TCP_KEEPIDLE of net/tcp.h
    private static final int MOST_PROBES = 127; // MAX_TCP_KEEPCNT
    private static final int LEAST_BUFFER = 2048;
    private static final int MOST_BUFFER = 1 << 30;
    private static final String SIZE = "a size such as 64K or 1M";

    static final Key<Boolean> KEEPALIVE = Key.optional(
            "keepalive", "whether silent TCP clients are asked if they are still there", ValueType.flag(), false);
    static final Key<Optional<Duration>> KEEPALIVE_TIME = seconds("keepalive-time", "how long silence may last");
    static final Key<Optional<Duration>> KEEPALIVE_INTERVAL =
            seconds("keepalive-interval", "how long an answer is waited for");
    static final Key<OptionalInt> KEEPALIVE_PROBES =
            number("keepalive-probes", "after how many questions without an answer it is over", 1, MOST_PROBES);
    static final Key<Boolean> NODELAY =
            Key.optional("nodelay", "whether small TCP segments are sent at once", ValueType.flag(), false);
    static final Key<OptionalInt> SEND_BUFFER =
            Key.optional("send-buffer", "what the kernel holds of what is sent", TuningKeys::size, OptionalInt.empty());
    static final Key<OptionalInt> RECEIVE_BUFFER = Key.optional(
            "receive-buffer", "what the kernel holds of what has come", TuningKeys::size, OptionalInt.empty());
    static final Key<Boolean> REUSEPORT =
            Key.optional("reuseport", "whether others may have the same address", ValueType.flag(), false);
    static final Key<Boolean> FREEBIND = Key.optional(
            "freebind", "whether addresses that the machine does not have can be bound", ValueType.flag(), false);
    static final Key<Boolean> TRANSPARENT =
            Key.optional("transparent", "whether foreign addresses can be served", ValueType.flag(), false);
    static final Key<Optional<String>> DEVICE = Key.optional(
            "bind-to-device",
            "the interface that the sockets are bound to",
            ValueType.parsed("the name of an interface", TuningKeys::device).map(Optional::of),
            Optional.empty());
    static final Key<OptionalInt> MARK = number("mark", "the mark of its packets", 0, Integer.MAX_VALUE);
    static final Key<OptionalInt> TOS = number("tos", "the type of service of its packets", 0, 255);

    private static final List<Key<?>> OF_KEEPALIVE = List.of(KEEPALIVE_TIME, KEEPALIVE_INTERVAL, KEEPALIVE_PROBES);

    static final List<Key<?>> ALL = List.of(
            KEEPALIVE,
            KEEPALIVE_TIME,
            KEEPALIVE_INTERVAL,
            KEEPALIVE_PROBES,
            NODELAY,
            SEND_BUFFER,
            RECEIVE_BUFFER,
            REUSEPORT,
            FREEBIND,
            TRANSPARENT,
            DEVICE,
            MARK,
            TOS);

    private TuningKeys() {}

    static SocketTuning tuning(Section section) {
        return new SocketTuning(
                section.get(KEEPALIVE)
                        ? Optional.of(new SocketTuning.Keepalive(
                                section.get(KEEPALIVE_TIME),
                                section.get(KEEPALIVE_INTERVAL),
                                section.get(KEEPALIVE_PROBES)))
                        : Optional.empty(),
                section.get(NODELAY),
                section.get(SEND_BUFFER),
                section.get(RECEIVE_BUFFER),
                section.get(REUSEPORT),
                section.get(FREEBIND),
                section.get(TRANSPARENT),
                section.get(DEVICE),
                section.get(MARK),
                section.get(TOS));
    }

    /** The keys that say nothing with the values of others. */
    static List<Key<?>> withoutKeepalive(Section section) {
        return section.get(KEEPALIVE) ? List.of() : OF_KEEPALIVE;
    }

    private static Key<Optional<Duration>> seconds(String name, String meaning) {
        return Key.optional(
                name, meaning, ValueType.duration(SECOND, LONGEST_KEEPALIVE).map(Optional::of), Optional.empty());
    }

    private static Key<OptionalInt> number(String name, String meaning, int least, int most) {
        return Key.optional(name, meaning, ValueType.number(least, most).map(OptionalInt::of), OptionalInt.empty());
    }

    private static Optional<OptionalInt> size(Value value) {
        String text = value.isScalar() ? value.text() : "";
        if (!text.matches("[0-9]{1,10} *[A-Za-z]+")) {
            return value.expected(SIZE);
        }
        try {
            long bytes = value.raw().atKey("value").getBytes("value");
            return bytes >= LEAST_BUFFER && bytes <= MOST_BUFFER
                    ? Optional.of(OptionalInt.of((int) bytes))
                    : value.refuse(Quoted.of(text) + " is not between 2K and 1G");
        } catch (ConfigException e) {
            return value.expected(SIZE);
        }
    }

    /** At most 15 bytes, dev_valid_name of the kernel. */
    private static String device(String text) {
        if (!text.matches("[^\\s/:\\p{Cntrl}]{1,15}") || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no name of an interface");
        }
        return text;
    }
}
