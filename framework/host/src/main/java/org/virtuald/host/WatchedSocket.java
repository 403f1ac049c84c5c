package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketQueue;

/**
 * A listening socket that is passed to programs, one at a time: it is watched until something comes in, then left alone
 * until the program that was started for it has ended. What a program ends without taking is still there, so the next one is
 * started after a pause that grows, but always started. Confined to its event loop.
 */
final class WatchedSocket {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What the socket belongs to. */
    interface Owner {
        /**
         * Has a program started with the socket; {@link #ended} is told when it has ended, or could not be started.
         *
         * @return false when that cannot be asked for now
         */
        boolean tryLaunch(WatchedSocket socket);

        /** The socket cannot be used any more. */
        void broken(String reason);
    }

    private final Listener listener;
    private final EventLoop loop;
    private final SocketClaims claims;
    private final Owner owner;
    private final Logger log;
    private EventLoop.@Nullable Registration registration;
    private @Nullable SocketQueue atLaunch;
    private Duration pause = Duration.ZERO;
    private boolean resting;
    private boolean wanted;
    private boolean stopped;

    WatchedSocket(Listener listener, EventLoop loop, SocketClaims claims, Owner owner, Logger log) {
        this.listener = listener;
        this.loop = loop;
        this.claims = claims;
        this.owner = owner;
        this.log = log;
    }

    Listener listener() {
        return listener;
    }

    /** Waits for something to come in from now on. */
    void watch() {
        wanted = true;
        watchIfWanted();
    }

    private void watchIfWanted() {
        if (!wanted || resting || atLaunch != null || registration != null) {
            return;
        }
        if (claims.whenFree(listener.socket(), () -> loop.execute(this::watchIfWanted))) {
            return; // a program of the service whose place this one took
        }
        try {
            registration = loop.register(listener.socket(), SelectionKey.OP_READ, this::ready);
        } catch (IOException e) {
            owner.broken(listener.address() + ": " + e.getMessage());
        }
    }

    /** Waits for nothing any more, until {@link #watch}; a program that runs goes on. */
    void leave() {
        wanted = false;
        unregister();
    }

    private void unregister() {
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
    }

    /** The same for good. */
    void stop() {
        stopped = true;
        leave();
    }

    private void ready() {
        unregister();
        Optional<SocketQueue> queue = look();
        if (queue.isEmpty()) {
            return;
        }
        if (queue.get().isEmpty()) {
            rest(false); // an error that nobody takes, or a connection that was given up
            return;
        }
        try {
            listener.socket()
                    .block(); // an earlier program may have left it otherwise: the flag is the socket's, not its copy's
        } catch (ErrnoException e) {
            owner.broken(listener.address() + ": " + e.getMessage());
            return;
        }
        atLaunch = queue.get();
        claims.hold(listener.socket());
        if (!owner.tryLaunch(this)) {
            atLaunch = null;
            claims.free(listener.socket());
            rest(false);
        }
    }

    /** The program has ended, or was never run. */
    void ended() {
        SocketQueue before = atLaunch;
        atLaunch = null;
        claims.free(listener.socket());
        if (stopped || before == null) {
            return;
        }
        Optional<SocketQueue> now = look();
        if (now.isEmpty()) {
            return;
        }
        if (!now.get().isEmpty() && now.get().isUntouchedSince(before)) {
            rest(true);
        } else {
            pause = Duration.ZERO;
            watchIfWanted();
        }
    }

    /** Empty when the socket is no longer what it was; the service hears of that. */
    private Optional<SocketQueue> look() {
        try {
            return Optional.of(SocketQueue.of(listener.socket()));
        } catch (ErrnoException e) {
            owner.broken(listener.address() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void rest(boolean told) {
        Duration doubled = pause.multipliedBy(2);
        pause = pause.isZero() ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        if (told) {
            log.warn(
                    "{}: its program has ended and left what came in; the next one is started in {} ms",
                    listener.address(),
                    pause.toMillis());
        }
        resting = true;
        loop.after(pause, () -> {
            resting = false;
            watchIfWanted();
        });
    }
}
