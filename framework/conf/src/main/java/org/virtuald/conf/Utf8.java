package org.virtuald.conf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Optional;

/** The text of a conf file: UTF-8, and nothing else is guessed. */
final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The text, or empty and an error at the line that is not UTF-8. */
    static Optional<String> decode(byte[] bytes, String file, Problems problems) {
        String text = new String(bytes, UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            int valid = validPrefix(bytes);
            if (valid < bytes.length) {
                problems.error(new Place(file, lineAt(bytes, valid)), "not UTF-8 text");
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }

    private static int validPrefix(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean malformed = UTF_8.newDecoder()
                .decode(in, CharBuffer.allocate(bytes.length), true)
                .isError();
        return malformed ? in.position() : bytes.length;
    }

    private static int lineAt(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
