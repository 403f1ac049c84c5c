package org.virtuald.host;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kind of services that bundles register, and what is particular to it.
 *
 * @param <S> the interface under which they are registered
 */
interface ServiceKind<S> {

    /** A service of the kind that is open. Unless said otherwise its methods are for its loop's thread. */
    interface Open {

        /** Starts to take what comes. */
        void start() throws IOException;

        /** Leaves what comes in the kernel's queue, or takes it again. */
        void pause(boolean pause);

        /** Closes a connection of this number, if it has one; for any thread. */
        void close(long connection);

        /** Runs a task once the service has nothing to do. */
        void whenIdle(Runnable task);

        /**
         * Takes nothing any more, gives what is under way a moment to end, then ends it; for any thread, once.
         *
         * @param leave takes over the listeners as soon as they are not used any more
         */
        void stop(Consumer<List<Listener>> leave);
    }

    /** A word for the kind: {@code bundle} or {@code datagrams}. */
    String word();

    /** The interface itself. */
    Class<S> type();

    /**
     * Asks a service what it wants.
     *
     * @param threads its property for that, if it has one
     */
    BundleServiceTerms terms(S service, @Nullable Object threads);

    /** Makes an open service, which is started next; called on the loop's thread. */
    Open open(BundleServiceTerms terms, S service, List<Listener> listeners, EventLoop loop);
}
