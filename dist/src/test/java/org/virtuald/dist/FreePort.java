package org.virtuald.dist;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody has on any address, for tests that must know one before their host does. They lie below those that the
 * kernel gives to who asks for any, so that no client takes one between two hosts; each test JVM has a range of its own, and
 * gives out none twice.
 */
final class FreePort {
    private static final int FIRST = 10_000;
    private static final int RANGE = 5_000;

    /** Other builds on the machine begin elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % RANGE));

    private FreePort() {}

    static int find() throws IOException {
        for (int tries = 0; tries < RANGE; tries++) {
            int port = FIRST + RANGE * Distribution.FORK + NEXT.getAndIncrement() % RANGE;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port from " + (FIRST + RANGE * Distribution.FORK) + " on");
    }

    private static boolean isFree(int port) {
        try (ServerSocket tcp = new ServerSocket(port, 1);
                DatagramSocket udp = new DatagramSocket(port)) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
