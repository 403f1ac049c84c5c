package org.virtuald.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Notice;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Arrival;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Verdict;

/**
 * What a service's connections pass before it gets them: here they wait for the verdict of filters. Confined to the service's
 * event loop, which waits for no filter.
 */
final class Gate implements Acceptor.Target {
    /** Connections that filters are asked about; more stay in the kernel's queue. */
    private static final int MOST_EXAMINED = 64;

    /** Connections that filters want to see later; each costs a descriptor. */
    private static final int MOST_HELD = 512;

    /** The service behind the gate. */
    interface Inside {
        /** Whether one more connection can be taken now. */
        boolean hasRoom();

        /** Takes a connection and the ownership of its descriptor, also when there was room only when it came to the gate. */
        void enter(long id, Endpoint endpoint, TcpListener.Accepted accepted);

        /** There is one less connection at the gate. */
        void gateMoved();

        /** A listener cannot be used any more. */
        void broken(String reason);
    }

    /** A connection at the gate, told from others by its identity. */
    private static final class Waiting {
        private final Arrival arrival;
        private final TcpListener.Accepted accepted;
        private final long sinceNanos = System.nanoTime();

        Waiting(Arrival arrival, TcpListener.Accepted accepted) {
            this.arrival = arrival;
            this.accepted = accepted;
        }

        Arrival now() {
            Duration held = Duration.ofNanos(System.nanoTime() - sinceNanos);
            return new Arrival(
                    arrival.id(), arrival.service(), arrival.endpoint(), arrival.local(), arrival.remote(), held);
        }
    }

    private final String service;
    private final EventLoop loop;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final Inside inside;
    private final Notice refusal;
    private final Logger log;
    private final SocketAddresses addresses = new SocketAddresses();
    private final Set<Waiting> waiting = new HashSet<>();
    private int examined;
    private int held;

    /**
     * @param refusal what refused clients are sent
     */
    Gate(
            String service,
            EventLoop loop,
            Filters filters,
            ConnectionNumbers numbers,
            Inside inside,
            Notice refusal,
            Logger log) {
        this.service = service;
        this.loop = loop;
        this.filters = filters;
        this.numbers = numbers;
        this.inside = inside;
        this.refusal = refusal;
        this.log = log;
    }

    @Override
    public boolean hasRoom() {
        return examined < MOST_EXAMINED && inside.hasRoom();
    }

    /** Whether no connection is at the gate. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public void take(Listener listener, TcpListener.Accepted accepted) {
        take(numbers.next(), listener.endpoint(), accepted);
    }

    /** Takes a connection that has a number already. */
    void take(long id, Endpoint endpoint, TcpListener.Accepted accepted) {
        // a client on this machine has no address to judge it by: the permissions of the socket's file decide
        if (endpoint instanceof Endpoint.Unix || !filters.areThereFor(service)) {
            inside.enter(id, endpoint, accepted);
            return;
        }
        try {
            Arrival arrival = new Arrival(
                    id, service, endpoint, addresses.local(accepted.socket()), accepted.remote(), Duration.ZERO);
            Waiting one = new Waiting(arrival, accepted);
            waiting.add(one);
            ask(one, arrival);
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(accepted.remote()), e.getMessage());
            accepted.socket().close();
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
                inside.enter(one.arrival.id(), one.arrival.endpoint(), one.accepted);
            } else {
                String reason = verdict instanceof Verdict.Refuse refuse
                        ? refuse.reason()
                        : MOST_HELD + " connections are held already";
                log.info("{} refused by {}: {}", NumericAddress.text(one.arrival.remote()), decision.by(), reason);
                refusal.sendAndClose(one.accepted.socket());
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

    @Override
    public void broken(String reason) {
        inside.broken(reason);
    }

    /** Closes the connections at the gate. */
    void close() {
        waiting.forEach(one -> one.accepted.socket().close());
        waiting.clear();
    }
}
