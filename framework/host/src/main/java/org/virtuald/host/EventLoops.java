package org.virtuald.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The event loops of a host. Each serves some services only, so that several processors can be used, and a service that keeps
 * its loop waiting, as one does while its listeners close, keeps few others waiting.
 */
final class EventLoops implements AutoCloseable {
    private static final int SERVICES_A_LOOP = 64;

    /** A loop and how many services are on it. */
    private static final class Shared {
        private final EventLoop loop;
        private int services;

        Shared(EventLoop loop) {
            this.loop = loop;
        }
    }

    private final List<Shared> loops = new ArrayList<>();

    /** A loop for one more service; {@link #leave} gives the place back. */
    synchronized EventLoop join() throws IOException {
        for (Shared shared : loops) {
            if (shared.services < SERVICES_A_LOOP) {
                shared.services++;
                return shared.loop;
            }
        }
        Shared added = new Shared(new EventLoop("listen/" + (loops.size() + 1)));
        added.services = 1;
        loops.add(added);
        return added.loop;
    }

    /** Gives back a place that {@link #join} gave. */
    synchronized void leave(EventLoop loop) {
        loops.stream().filter(shared -> shared.loop == loop).forEach(shared -> shared.services--);
    }

    /** Asks every loop for a sign of life. */
    synchronized List<CompletableFuture<Void>> pings() {
        List<CompletableFuture<Void>> pings = new ArrayList<>();
        for (Shared shared : loops) {
            pings.add(CompletableFuture.runAsync(() -> {}, shared.loop::execute));
        }
        return pings;
    }

    /** Ends all loops; services may still leave meanwhile. */
    @Override
    public void close() {
        List<Shared> ending;
        synchronized (this) {
            ending = List.copyOf(loops);
            loops.clear();
        }
        // not under the lock: a loop ends when its last task has, and that task may be one that leaves
        ending.forEach(shared -> shared.loop.close());
    }
}
