package org.virtuald.bundles.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.virtuald.service.Connection;

/** The simple ones of the protocols. */
final class Protocols {
    private static final int BUFFER = 8192;

    /** Seconds from 1900, which RFC 868 counts from, to 1970. */
    private static final long FROM_1900 = 2_208_988_800L;

    /** As ctime(3) writes it, which is what inetd sends. */
    private static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private static final int FIRST_PRINTABLE = ' ';
    private static final int PRINTABLE = '~' - ' ' + 1;
    private static final int LINE = 72;

    private Protocols() {}

    /** RFC 862: sends back what comes. */
    static void echo(Connection connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (connection.read(buffer) >= 0) {
            connection.write(buffer.flip());
            buffer.clear();
        }
    }

    /** RFC 863: takes what comes. */
    static void discard(Connection connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (connection.read(buffer) >= 0) {
            buffer.clear();
        }
    }

    /** RFC 864: sends lines, each begins one character later than the one before, until the peer has enough. */
    static void chargen(Connection connection) throws IOException {
        ByteBuffer pattern = pattern();
        while (true) {
            connection.write(pattern.rewind());
        }
    }

    /** All the different lines there are. */
    private static ByteBuffer pattern() {
        ByteBuffer lines = ByteBuffer.allocate(PRINTABLE * (LINE + 2));
        for (int number = 0; number < PRINTABLE; number++) {
            lines.put(line(number));
        }
        return lines;
    }

    /** One of the lines; they begin again after the last one. */
    private static ByteBuffer line(int number) {
        ByteBuffer line = ByteBuffer.allocate(LINE + 2);
        int first = Math.floorMod(number, PRINTABLE);
        for (int column = 0; column < LINE; column++) {
            line.put((byte) (FIRST_PRINTABLE + (first + column) % PRINTABLE));
        }
        return line.put((byte) '\r').put((byte) '\n').flip();
    }

    /** The beginning of the lines from one on. */
    static ByteBuffer lines(int first, int length) {
        ByteBuffer lines = ByteBuffer.allocate(length);
        for (int number = first; lines.hasRemaining(); number++) {
            ByteBuffer line = line(number);
            lines.put(line.limit(Math.min(line.limit(), lines.remaining())));
        }
        return lines.flip();
    }

    /** RFC 867: sends date and time for people. */
    static void daytime(Connection connection, Clock clock) throws IOException {
        connection.write(daytime(clock));
    }

    static ByteBuffer daytime(Clock clock) {
        String line = CTIME.format(ZonedDateTime.now(clock)) + "\r\n";
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 868: sends the seconds since 1900, of which 32 bits are left. */
    static void time(Connection connection, Clock clock) throws IOException {
        connection.write(time(clock));
    }

    static ByteBuffer time(Clock clock) {
        int seconds = (int) (clock.instant().getEpochSecond() + FROM_1900);
        return ByteBuffer.allocate(Integer.BYTES).putInt(seconds).flip();
    }
}
