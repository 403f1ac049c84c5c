package org.virtuald.bundles.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.virtuald.service.Connection;
import org.virtuald.service.HandOverException;

/**
 * RFC 1078: the peer names a service in its first line and is connected to it. Reaches those services only that are listed
 * here and have {@code accept-from = ["tcpmux"]} in their conf.
 */
final class TcpMux implements Protocol {
    private static final int LONGEST_LINE = 256;

    /** The services by their names in lower case: names are compared without regard to case. */
    private final SortedMap<String, Target> targets = new TreeMap<>();

    /**
     * @param service its name
     * @param answered whether the positive answer is sent here; else the program sends it
     */
    private record Target(String service, boolean answered) {}

    /**
     * @param services their names; with a plus in front for programs that know nothing of this protocol
     */
    TcpMux(Set<String> services) {
        for (String service : services) {
            boolean answered = service.startsWith("+");
            String name = answered ? service.substring(1) : service;
            targets.put(name.toLowerCase(Locale.ROOT), new Target(name, answered));
        }
    }

    @Override
    public void serve(Connection connection) throws IOException {
        String name = line(connection);
        if (name.equalsIgnoreCase("help")) {
            send(
                    connection,
                    targets.values().stream().map(one -> one.service() + "\r\n").collect(Collectors.joining()));
            return;
        }
        Target target = targets.get(name.toLowerCase(Locale.ROOT));
        if (target == null) {
            send(connection, "-Service not available\r\n");
            return;
        }
        if (target.answered()) {
            send(connection, "+Go\r\n");
        }
        try {
            connection.passTo(target.service());
        } catch (HandOverException e) {
            if (!target.answered()) {
                send(connection, "-Service not available\r\n");
            }
            throw e;
        }
    }

    /** Byte by byte: what follows the line is the program's. */
    private static String line(Connection connection) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE && connection.read(one.clear()) > 0) {
            char next = (char) one.get(0);
            if (next == '\n') {
                break;
            }
            line.append(next);
        }
        return line.toString().strip();
    }

    private static void send(Connection connection, String text) throws IOException {
        connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
