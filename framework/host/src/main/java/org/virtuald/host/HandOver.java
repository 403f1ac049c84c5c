package org.virtuald.host;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.virtuald.posix.Descriptor;
import org.virtuald.service.Arrival;
import org.virtuald.service.HandOverException;

/** Passes connections of services in bundles on to services of conf files which name those in {@code accept-from}. */
final class HandOver {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(20);

    /** Where the descriptor comes from. */
    @FunctionalInterface
    interface Source {
        /** Gives it away; called once, when its new owner is ready to have it. */
        Descriptor detach() throws IOException;
    }

    private final BiFunction<String, String, Optional<RunningService>> open;

    /**
     * @param open finds the running service of the first name that accepts from the second
     */
    HandOver(BiFunction<String, String, Optional<RunningService>> open) {
        this.open = open;
    }

    /**
     * Passes a connection on; returns when the service has it.
     *
     * @throws HandOverException when the service does not take it; the source was not asked then
     * @throws IOException what the source throws
     */
    void pass(Arrival arrival, String to, Source socket) throws IOException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!tryPass(arrival, to, socket)) {
            if (System.nanoTime() - end > 0) {
                throw new HandOverException(to + " has no room for a connection of " + arrival.service());
            }
            try {
                Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HandOverException("interrupted");
            }
        }
    }

    private boolean tryPass(Arrival arrival, String to, Source socket) throws IOException {
        Optional<RunningService> target = open.apply(to, arrival.service());
        if (target.isEmpty()) {
            throw new HandOverException("no service " + to + " is running that accepts from " + arrival.service());
        }
        RunningService service = target.get();
        try {
            return service.loop().call(() -> service.service().tryTake(arrival, socket));
        } catch (IOException e) {
            throw e.getCause() instanceof IOException reason ? reason : e;
        }
    }
}
