package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.virtuald.posix.Deafness;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

/**
 * Takes connections from listeners, many at a wake-up, for as long as there is room for them; what finds no room stays in
 * the kernel's queue. Confined to its event loop. The listeners stay their owner's.
 */
final class Acceptor {

    /** Where accepted connections go. */
    interface Target {
        /** Whether one more connection can be taken now. */
        boolean hasRoom();

        /** Whether who comes now most likely comes alone, so that to look for another at once would be in vain. */
        boolean isQuiet();

        /** Takes a connection and the ownership of its descriptor. */
        void take(Listener listener, TcpListener.Accepted accepted);

        /** A listener cannot be used any more. */
        void broken(String reason);
    }

    /**
     * Listeners that are to be closed wait so many milliseconds for connections that were begun before they were made deaf: a virtual
     * processor can lose its own for as long while it has such a packet in hand.
     */
    private static final int LEAST_ROUNDS = 20;

    /** They wait longer as long as there are handshakes that are half done, but no more than this. */
    private static final long MOST_HANDSHAKE_NANOS = 200_000_000;

    /** Connections that are taken before others on the loop have their turn, in a flood too. */
    private static final int MOST_AT_A_WAKE_UP = 64;

    private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofMillis(100);

    private final EventLoop loop;
    private final Target target;
    private final Logger log;
    private final SocketAddresses addresses = new SocketAddresses();
    private final List<EventLoop.Registration> registrations = new ArrayList<>();
    private boolean exhausted;
    private boolean exhaustionTold;

    Acceptor(EventLoop loop, Target target, Logger log) {
        this.loop = loop;
        this.target = target;
        this.log = log;
    }

    /** Starts with these listeners. */
    void start(List<Listener> listeners) throws IOException {
        for (Listener listener : listeners) {
            listener.socket().unblock(); // an earlier host may have passed it to a program
            registrations.add(loop.register(listener.socket(), SelectionKey.OP_ACCEPT, () -> acceptFrom(listener)));
        }
    }

    /** Takes no connection any more; after this the listeners may be closed. */
    void stop() {
        registrations.forEach(EventLoop.Registration::cancel);
        registrations.clear();
    }

    /**
     * Takes all who wait in the queues of listeners that are closed next. Who connects between the last accept and the close would be
     * reset: so it is as if the first packets were lost, and who is in the midst of the handshake is waited for. Not for listeners that
     * another process is to go on with.
     */
    void drain(List<Listener> leaving) {
        if (leaving.isEmpty()) {
            return;
        }
        leaving.forEach(this::deafen);
        long deadline = System.nanoTime() + MOST_HANDSHAKE_NANOS;
        for (int i = 0; i < LEAST_ROUNDS || (System.nanoTime() < deadline && isAwaited(leaving)); i++) {
            leaving.forEach(this::takeAllThatWait);
            LockSupport.parkNanos(1_000_000);
        }
        leaving.forEach(this::takeAllThatWait);
    }

    private void deafen(Listener listener) {
        try {
            if (listener.endpoint() instanceof Endpoint.Tcp) {
                Deafness.begin(listener.socket());
            }
        } catch (ErrnoException e) {
            log.warn("{}: clients that connect at this moment may be reset: {}", listener.endpoint(), e.getMessage());
        }
    }

    private boolean isAwaited(List<Listener> leaving) {
        return leaving.stream().anyMatch(listener -> {
            try {
                return Handshakes.areUnderWay(addresses.local(listener.socket()).getPort());
            } catch (ErrnoException e) {
                return false;
            }
        });
    }

    private void takeAllThatWait(Listener listener) {
        try {
            takeAll(listener);
        } catch (ErrnoException e) {
            log.warn("{}: closed with connections in its queue: {}", listener.endpoint(), e.getMessage());
        }
    }

    private void takeAll(Listener listener) throws ErrnoException {
        while (true) {
            try {
                Optional<TcpListener.Accepted> accepted = TcpListener.accept(listener.socket(), addresses);
                if (accepted.isEmpty()) {
                    return;
                }
                if (listener.endpoint() instanceof Endpoint.Tcp) {
                    Deafness.end(accepted.get().socket());
                }
                target.take(listener, accepted.get());
            } catch (ErrnoException e) {
                if (AcceptFailure.of(e) != AcceptFailure.CONNECTION) {
                    throw e;
                }
            }
        }
    }

    /** Waits for connections if there is room for them, else leaves them to the kernel. */
    void update() {
        int operations = !exhausted && target.hasRoom() ? SelectionKey.OP_ACCEPT : 0;
        for (EventLoop.Registration registration : registrations) {
            registration.interest(operations);
        }
    }

    private void acceptFrom(Listener listener) {
        int most = target.isQuiet() ? 1 : MOST_AT_A_WAKE_UP;
        for (int i = 0;
                i < most && !exhausted && target.hasRoom() && listener.socket().isOpen();
                i++) {
            try {
                Optional<TcpListener.Accepted> accepted = TcpListener.accept(listener.socket(), addresses);
                if (accepted.isEmpty()) {
                    return;
                }
                exhaustionTold = false;
                target.take(listener, accepted.get());
            } catch (ErrnoException e) {
                failed(listener, e);
            }
        }
        update();
    }

    private void failed(Listener listener, ErrnoException failure) {
        switch (AcceptFailure.of(failure)) {
            case CONNECTION -> log.debug("{}: {}", listener.endpoint(), failure.getMessage());
            case EXHAUSTION -> pause(failure);
            case LISTENER -> {
                exhausted = true;
                target.broken(listener.endpoint() + ": " + failure.getMessage());
            }
        }
    }

    private void pause(ErrnoException failure) {
        exhausted = true;
        if (!exhaustionTold) {
            exhaustionTold = true;
            log.warn(
                    "cannot accept: {}; connections wait in the kernel's queue until there is room",
                    ErrnoException.describe(failure.number()));
        }
        loop.after(PAUSE_WITHOUT_RESOURCES, () -> {
            exhausted = false;
            update();
        });
    }
}
