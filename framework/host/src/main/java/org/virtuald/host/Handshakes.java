package org.virtuald.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The TCP handshakes that wait for their last packet, as {@code /proc/net/tcp} of proc(5) has them. */
final class Handshakes {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String HALF_DONE = "03"; // TCP_SYN_RECV of linux/tcp_states.h

    private Handshakes() {}

    /** Whether there is one with a local port. What cannot be read has none. */
    static boolean areUnderWay(int port) {
        return TABLES.stream().anyMatch(table -> isIn(table, port));
    }

    private static boolean isIn(Path table, int port) {
        try (Stream<String> lines = Files.lines(table, US_ASCII)) {
            return lines.anyMatch(line -> isHalfDone(line, port));
        } catch (IOException | UncheckedIOException e) {
            return false; // the kernel has no IPv6
        }
    }

    /** By a line such as {@code 0: 0100007F:1F90 0200007F:D2F0 03 …}. */
    static boolean isHalfDone(String line, int port) {
        String[] fields = line.strip().split("\\s+", 5);
        return fields.length > 3 && fields[3].equals(HALF_DONE) && fields[1].endsWith(":%04X".formatted(port));
    }
}
