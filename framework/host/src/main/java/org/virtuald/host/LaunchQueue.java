package org.virtuald.host;

import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;

/**
 * The connections that are on their way into a launch channel: those that it does not take now are passed on when it does.
 * Confined to the service's event loop.
 */
final class LaunchQueue {
    /** What sendmsg(2) and unix(7) say when the kernel cannot take one more descriptor under way, or memory, now. */
    private static final Set<Errno> LACK_OF_RESOURCES = EnumSet.of(Errno.ETOOMANYREFS, Errno.ENOBUFS, Errno.ENOMEM);

    private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofMillis(100);

    /** A connection that the channel did not take yet, and where its program's standard error goes. */
    private record Held(Newcomer newcomer, Optional<Descriptor> stderr) {
        Descriptor[] descriptors() {
            Descriptor socket = newcomer.socket();
            return stderr.isPresent() ? new Descriptor[] {socket, stderr.get()} : new Descriptor[] {socket};
        }
    }

    /** What becomes of them. */
    interface Outcome {
        /** The launcher has the connection; its descriptor here is this one's from now on. */
        void passedOn(Newcomer newcomer);

        /** There may be room for more. */
        void moved();

        /** The channel takes nothing any more. */
        void lost(String reason);
    }

    private final EventLoop loop;
    private final LaunchChannel channel;
    private final Consumer<Integer> interest;
    private final Outcome outcome;
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean passingOnLater;

    /**
     * @param interest told what to wait for on the channel, operations of {@link SelectionKey}
     */
    LaunchQueue(EventLoop loop, LaunchChannel channel, Consumer<Integer> interest, Outcome outcome) {
        this.loop = loop;
        this.channel = channel;
        this.interest = interest;
        this.outcome = outcome;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Passes a connection on as soon as the channel takes it; owns its descriptors until then. */
    void add(Newcomer newcomer, Optional<Descriptor> stderr) {
        held.add(new Held(newcomer, stderr));
        passOn();
    }

    /** Passes on what the channel takes now. */
    void passOn() {
        try {
            while (!held.isEmpty() && tryPassOn(held.element())) {
                Held passed = held.remove();
                passed.stderr().ifPresent(Descriptor::close);
                outcome.passedOn(passed.newcomer());
            }
            interest.accept(held.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (ErrnoException e) {
            if (LACK_OF_RESOURCES.contains(Errno.valueOf(e.number()))) {
                passOnLater();
            } else {
                outcome.lost("the launch channel is closed: " + e.getMessage());
            }
        }
    }

    private boolean tryPassOn(Held one) throws ErrnoException {
        return channel.tryLaunch(one.newcomer().id(), one.newcomer().proxied(), one.descriptors());
    }

    private void passOnLater() {
        if (!passingOnLater) {
            passingOnLater = true;
            loop.after(PAUSE_WITHOUT_RESOURCES, () -> {
                passingOnLater = false;
                if (channel.descriptor().isOpen()) {
                    passOn();
                    outcome.moved();
                }
            });
        }
    }

    /** Closes the connections that the channel did not take. */
    void close() {
        held.forEach(one -> {
            one.newcomer().socket().close();
            one.stderr().ifPresent(Descriptor::close);
        });
        held.clear();
    }
}
