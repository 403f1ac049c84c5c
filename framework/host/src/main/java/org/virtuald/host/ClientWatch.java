package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketWatch;

/**
 * Notices when the client of a running program closes the connection, which the program may not. Keeps a descriptor of each
 * connection for that. Confined to its event loop.
 */
final class ClientWatch {
    private final SocketWatch hangUps;
    private final LongConsumer gone;
    private final Logger log;
    private final EventLoop.Registration registration;
    private final Map<Long, Descriptor> watched = new HashMap<>();

    /**
     * @param gone told the number of a connection that its client has closed
     */
    ClientWatch(EventLoop loop, Logger log, LongConsumer gone) throws IOException {
        this.hangUps = SocketWatch.open(SocketWatch.Event.HANG_UP);
        this.log = log;
        this.gone = gone;
        try {
            this.registration = loop.register(hangUps.descriptor(), SelectionKey.OP_READ, this::look);
        } catch (IOException e) {
            hangUps.close();
            throw e;
        }
    }

    /** Watches a connection, and owns its descriptor from now on. */
    void watch(long connection, Descriptor socket) {
        try {
            hangUps.watch(socket, connection);
            watched.put(connection, socket);
        } catch (ErrnoException e) {
            log.warn("cannot notice when the client goes: {}", e.getMessage());
            socket.close();
        }
    }

    void forget(long connection) {
        Descriptor socket = watched.remove(connection);
        if (socket != null) {
            hangUps.forget(socket);
            socket.close();
        }
    }

    private void look() {
        try {
            for (long connection : hangUps.take()) {
                if (watched.containsKey(connection)) {
                    gone.accept(connection);
                }
            }
        } catch (ErrnoException e) {
            log.error("cannot notice when clients go: {}", e.getMessage());
        }
    }

    void close() {
        registration.cancel();
        hangUps.close();
        watched.values().forEach(Descriptor::close);
        watched.clear();
    }
}
