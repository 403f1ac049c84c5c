package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.Rate;
import org.virtuald.host.admission.TokenBucket;
import org.virtuald.host.outlet.Outlet;
import org.virtuald.host.rootlog.RootMessage;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageReceiver.Received;

/**
 * The socket at {@code /dev/log} in one root. It is read as fast as programs write, for syslog(3) waits when it is full; what
 * exceeds the rate is counted and dropped. Confined to its loop's thread.
 */
final class RootLog {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int LONGEST = 8192;
    private static final int MOST_AT_A_WAKE_UP = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String root;
    private final Rate rate;
    private final Outlet<RootMessage> outlet;
    private final EventLoop loop;
    private final Descriptor socket;
    private final MessageReceiver receiver;
    private final TokenBucket tokens = new TokenBucket(System.nanoTime());
    private final EventLoop.Registration registration;
    private long dropped;

    /** Takes over the socket. */
    RootLog(String root, Rate rate, Outlet<RootMessage> outlet, EventLoop loop, Descriptor socket) throws IOException {
        this.root = root;
        this.rate = rate;
        this.outlet = outlet;
        this.loop = loop;
        this.socket = socket;
        this.receiver = new MessageReceiver(socket, LONGEST, 1); // descriptors that come along are closed
        this.registration = loop.register(socket, SelectionKey.OP_READ, this::read);
    }

    private void read() {
        try {
            for (int i = 0; i < MOST_AT_A_WAKE_UP; i++) {
                Received received = receiver.tryReceive();
                if (received instanceof Received.Nothing) {
                    return;
                }
                if (received instanceof Received.Message message) {
                    message.discard();
                    take(message);
                } else if (received instanceof Received.TooLong) {
                    drop();
                } // a datagram of no bytes looks like an end, and says nothing
            }
        } catch (ErrnoException e) {
            LOG.error("{}/dev/log: {}; messages of this root are lost", root, e.getMessage());
            close();
        }
    }

    private void take(Received.Message message) {
        if (tokens.take(rate, System.nanoTime())) {
            outlet.add(RootMessage.parse(root, Instant.now(), message.payload()));
        } else {
            drop();
        }
    }

    private void drop() {
        if (dropped++ == 0) {
            loop.after(PATIENCE, this::tellDropped);
        }
    }

    private void tellDropped() {
        outlet.add(RootMessage.dropped(root, Instant.now(), dropped));
        dropped = 0;
    }

    /** Reads no more. The file of the socket stays. */
    void close() {
        if (socket.isOpen()) {
            registration.cancel();
            socket.close();
        }
    }
}
