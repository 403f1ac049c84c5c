package org.virtuald.shell.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One message: a letter that says of which kind it is, four bytes that say how long its content is, most significant first, and
 * the content.
 *
 * @param kind what it is about
 * @param content at most {@value #LONGEST} bytes, never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Frame(Kind kind, byte[] content) {

    /** How many bytes of content there can be. */
    public static final int LONGEST = 65_536;

    /** How many bytes come before the content. */
    public static final int HEADER = 1 + Integer.BYTES;

    /** What the client says first, and the server when it lets the client in. */
    public static final String VERSION = "virtuald shell 1";

    /** What a frame is about. */
    public enum Kind {
        /** {@link #VERSION}, from both, first. */
        HELLO('h'),
        /** From the client: a line to be run. Answered with any number of OUTPUT and ERROR, and one STATUS. */
        RUN('r'),
        /** From the client: a line as far as the cursor. Answered with one WORDS. */
        COMPLETE('c'),
        /** From the client while a line runs: it is to end. Not answered. */
        INTERRUPT('i'),
        /** What a line writes to its stdout. */
        OUTPUT('o'),
        /** What a line writes to its stderr. */
        ERROR('e'),
        /** How a line has ended: an exit status in decimal digits. */
        STATUS('x'),
        /** What the last word of a line can be, one a line. */
        WORDS('w'),
        /** Why the server closes the connection. */
        REFUSED('f');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        private static Kind of(byte letter) throws MalformedFrameException {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new MalformedFrameException("no kind of frame has the byte " + letter);
        }
    }

    /** A frame with text, as UTF-8. */
    public static Frame of(Kind kind, String text) {
        return new Frame(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The content as text; what is no UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** All of its bytes. */
    public ByteBuffer bytes() {
        if (content.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a frame of " + content.length + " bytes; at most " + LONGEST + " can be");
        }
        return ByteBuffer.allocate(HEADER + content.length)
                .put(kind.letter)
                .putInt(content.length)
                .put(content)
                .flip();
    }

    /**
     * Takes a frame from a buffer's beginning.
     *
     * @param from what was received; its position moves only behind a whole frame
     * @return empty when more has to be received
     */
    public static Optional<Frame> take(ByteBuffer from) throws MalformedFrameException {
        if (from.remaining() < HEADER) {
            return Optional.empty();
        }
        ByteBuffer reading = from.duplicate();
        Kind kind = Kind.of(reading.get());
        int length = checked(reading.getInt());
        if (reading.remaining() < length) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        reading.get(content);
        from.position(reading.position());
        return Optional.of(new Frame(kind, content));
    }

    /**
     * Waits for a frame.
     *
     * @throws EOFException when the peer has closed the connection
     */
    public static Frame read(DataInputStream from) throws IOException {
        Kind kind = Kind.of(from.readByte());
        byte[] content = new byte[checked(from.readInt())];
        from.readFully(content);
        return new Frame(kind, content);
    }

    private static int checked(int length) throws MalformedFrameException {
        if (length < 0 || length > LONGEST) {
            throw new MalformedFrameException("a frame of " + length + " bytes; at most " + LONGEST + " can be");
        }
        return length;
    }
}
