package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A UDP socket, as the kernel shows it.
 *
 * @param inode of the socket, whoever has copies of it
 * @param queued bytes of datagrams that nobody has received yet, with the kernel's own about them
 * @param dropped datagrams that found no room
 */
record UdpSocketState(String inode, long queued, long dropped) {

    /** Those on a port, of both families. */
    static List<UdpSocketState> on(int port) throws IOException {
        List<UdpSocketState> found = new ArrayList<>();
        for (String table : List.of("udp", "udp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/net", table));
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[1].endsWith(":%04X".formatted(port))) {
                    long queued = Long.parseLong(fields[4].substring(fields[4].indexOf(':') + 1), 16);
                    found.add(new UdpSocketState(fields[9], queued, Long.parseLong(fields[12])));
                }
            }
        }
        return found;
    }

    /** The only one on a port. */
    static UdpSocketState onlyOn(int port) throws IOException {
        List<UdpSocketState> found = on(port);
        if (found.size() != 1) {
            throw new AssertionError("on port " + port + ": " + found);
        }
        return found.get(0);
    }
}
