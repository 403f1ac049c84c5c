package org.virtuald.conf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A text that clients are sent. */
final class Banner {
    /** Surely fits into the send buffer of a fresh connection, so that sending it never waits. */
    private static final int MOST_BYTES = 2048;

    private Banner() {}

    /** The text as it is written. */
    static Optional<String> read(Value value) {
        return ValueType.text("a string")
                .then((same, text) -> {
                    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
                    return bytes <= MOST_BYTES
                            ? Optional.of(text)
                            : same.refuse("is " + bytes + " bytes long; at most " + MOST_BYTES + " can be sent");
                })
                .read(value);
    }
}
