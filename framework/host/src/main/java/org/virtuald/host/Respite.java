package org.virtuald.host;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Stops a service of a bundle for a while when it fails again and again: who comes meanwhile waits in the kernel's queue, and
 * nothing else of the host works for it in vain. It goes on by itself, for what made it fail may be gone, or may have been
 * clients; one success, and it has never failed. Not for datagrams: nobody knows who sends them, and they cost nothing. Confined
 * to the service's event loop.
 */
final class Respite {
    /** Failures without a success between them: fewer may be the doing of one client. */
    static final int FAILURES = 10;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final EventLoop loop;
    private final Logger log;
    private final Runnable over;
    private int failures;
    private Duration next = FIRST;
    private boolean resting;

    /**
     * @param log the service's
     * @param over run when the service may go on
     */
    Respite(EventLoop loop, Logger log, Runnable over) {
        this.loop = loop;
        this.log = log;
        this.over = over;
    }

    /** Whether the service is stopped now. */
    boolean isOn() {
        return resting;
    }

    /** The service has done its work once. */
    void succeeded() {
        if (next.compareTo(FIRST) > 0) {
            log.info("it works again");
        }
        failures = 0;
        next = FIRST;
    }

    /** The service has thrown what is no failure of its peer. */
    void failed(String reason) {
        failures++;
        if (failures < FAILURES || resting) {
            return;
        }
        resting = true;
        log.error(
                "it has failed {} times in a row, the last time with {}: stopped for {} s",
                failures,
                reason,
                next.toSeconds());
        loop.after(next, () -> {
            resting = false;
            over.run();
        });
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
}
