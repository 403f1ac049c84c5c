package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP socket that listens, as the kernel shows it.
 *
 * @param name how it is written in {@code /proc/PID/fd}
 * @param queued connections that nobody has accepted yet
 */
record Listening(String name, int queued) {

    private static final String LISTEN = "0A"; // TCP_LISTEN of net/tcp_states.h

    /** The sockets that listen on a port, of both families. */
    static List<Listening> on(int port) throws IOException {
        List<Listening> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/net", table));
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[3].equals(LISTEN) && fields[1].endsWith(":%04X".formatted(port))) {
                    // of a listening socket the second queue is that of accept(2)
                    int queued = Integer.parseInt(fields[4].substring(fields[4].indexOf(':') + 1), 16);
                    found.add(new Listening("socket:[" + fields[9] + "]", queued));
                }
            }
        }
        return found;
    }
}
