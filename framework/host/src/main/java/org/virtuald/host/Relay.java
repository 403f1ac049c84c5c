package org.virtuald.host;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketWatch;
import org.virtuald.posix.Transfer;

/** A connection and, once there is one, that to the target. Owns both descriptors. Confined to its event loop. */
final class Relay {
    private final Newcomer client;
    private @Nullable Descriptor target;
    private @Nullable Flow there;
    private @Nullable Flow back;
    private @Nullable ServedConnection told;

    Relay(Newcomer client) {
        this.client = client;
    }

    long id() {
        return client.id();
    }

    InetSocketAddress remote() {
        return client.remote();
    }

    Newcomer client() {
        return client;
    }

    /** The number that a watch calls the client's socket and the target's by; {@link #idOf} is the way back. */
    private long name(boolean ofTarget) {
        return 2 * id() + (ofTarget ? 1 : 0);
    }

    static long idOf(long name) {
        return name / 2;
    }

    /** Its beginning was told. */
    void began(ServedConnection connection) {
        told = connection;
    }

    /** Who tells of its end; empty while there is no connection to the target. */
    Optional<ServedConnection> told() {
        return Optional.ofNullable(told);
    }

    /** Owns the target's socket from now on. */
    void own(Descriptor socket) {
        target = socket;
    }

    /**
     * Relays from now on.
     *
     * @param socket the target's
     * @param header what the target gets first
     */
    void connect(Descriptor socket, byte[] header, SocketWatch watch) throws ErrnoException {
        there = new Flow(client.socket(), socket, header);
        back = new Flow(socket, client.socket(), new byte[0]);
        watch.watch(socket, name(true));
        watch.watch(client.socket(), name(false));
    }

    /** Moves what can be moved now; answers whether both sides have ended. */
    boolean move(Transfer memory, SocketWatch watch) throws ErrnoException {
        Flow first = there;
        Flow second = back;
        if (first == null || second == null) {
            return false;
        }
        boolean moreBack = second.move(memory);
        boolean moreThere = first.move(memory);
        if (moreBack || moreThere) {
            watch.watchAnew(client.socket(), name(false));
        }
        return first.isOver() && second.isOver();
    }

    /** Of how many bytes it consists so far. */
    String volume() {
        return (there == null ? 0 : there.bytes()) + " bytes there, " + (back == null ? 0 : back.bytes())
                + " bytes back";
    }

    /** Closes both sides. */
    void close(SocketWatch watch) {
        Descriptor socket = target;
        if (socket != null) {
            watch.forget(socket);
            watch.forget(client.socket());
            socket.close();
        }
        client.socket().close();
        client.permit().release();
    }
}
