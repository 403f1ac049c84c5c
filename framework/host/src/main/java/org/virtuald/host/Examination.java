package org.virtuald.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.virtuald.host.admission.Reason;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.Arrival;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Verdict;

/**
 * The connections of a service that wait for the verdict of filters. Confined to the service's event loop, which waits for no
 * filter.
 */
final class Examination {
    /** Connections that filters are asked about; more stay in the kernel's queue. */
    private static final int MOST_EXAMINED = 64;

    /** Connections that filters want to see later; each costs a descriptor. */
    private static final int MOST_HELD = 512;

    /** A connection that waits, told from others by its identity. */
    private static final class Waiting {
        private final Arrival arrival;
        private final Newcomer newcomer;

        Waiting(Arrival arrival, Newcomer newcomer) {
            this.arrival = arrival;
            this.newcomer = newcomer;
        }

        Arrival now() {
            Duration held = Duration.ofNanos(System.nanoTime() - newcomer.sinceNanos());
            return new Arrival(
                    arrival.id(), arrival.service(), arrival.endpoint(), arrival.local(), arrival.remote(), held);
        }
    }

    private final String service;
    private final EventLoop loop;
    private final Filters filters;
    private final Gate.Inside inside;
    private final Refuser refuser;
    private final Logger log;
    private final SocketAddresses addresses = new SocketAddresses();
    private final Set<Waiting> waiting = new HashSet<>();
    private int examined;
    private int held;

    /**
     * @param inside gets those that the filters accept
     * @param refuser gets the others
     */
    Examination(String service, EventLoop loop, Filters filters, Gate.Inside inside, Refuser refuser, Logger log) {
        this.service = service;
        this.loop = loop;
        this.filters = filters;
        this.inside = inside;
        this.refuser = refuser;
        this.log = log;
    }

    boolean hasRoom() {
        return examined < MOST_EXAMINED;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Asks the filters about a connection, if there are any. */
    void examine(Newcomer newcomer) {
        if (newcomer.endpoint() instanceof Endpoint.Unix || !filters.areThereFor(service)) {
            inside.enter(newcomer);
            return;
        }
        try {
            Arrival arrival = new Arrival(
                    newcomer.id(),
                    service,
                    newcomer.endpoint(),
                    newcomer.local(addresses),
                    newcomer.remote(),
                    Duration.ZERO);
            Waiting one = new Waiting(arrival, newcomer);
            waiting.add(one);
            ask(one, arrival);
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(newcomer.remote()), e.getMessage());
            newcomer.drop();
        }
    }

    private void ask(Waiting one, Arrival arrival) {
        examined++;
        filters.examine(arrival, decision -> loop.execute(() -> decided(one, decision)));
    }

    private void decided(Waiting one, Filters.Decision decision) {
        examined--;
        if (!waiting.contains(one)) {
            return; // the service has ended meanwhile
        }
        Verdict verdict = decision.verdict();
        if (verdict instanceof Verdict.Hold hold && held < MOST_HELD) {
            hold(one, hold.time());
        } else {
            waiting.remove(one);
            if (verdict instanceof Verdict.Accept) {
                inside.enter(one.newcomer);
            } else {
                String reason = verdict instanceof Verdict.Refuse refuse
                        ? refuse.reason()
                        : MOST_HELD + " connections are held already";
                refuser.refuse(one.newcomer, Reason.FILTER, "by " + decision.by() + ": " + reason);
            }
        }
        inside.gateMoved();
    }

    private void hold(Waiting one, Duration time) {
        held++;
        loop.after(time, () -> {
            held--;
            if (waiting.contains(one)) {
                ask(one, one.now());
            }
        });
    }

    /** Closes the connections that wait. */
    void close() {
        waiting.forEach(one -> one.newcomer.drop());
        waiting.clear();
    }
}
