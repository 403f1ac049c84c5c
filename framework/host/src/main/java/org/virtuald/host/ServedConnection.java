package org.virtuald.host;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Ending;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.host.traffic.Usage;

/** Tells of one connection that this process serves itself: the service of a bundle, or a relay. */
final class ServedConnection {
    private final ServiceTraffic traffic;
    private final ConnectionEvent.Started started;
    private final long sinceNanos;

    private ServedConnection(ServiceTraffic traffic, ConnectionEvent.Started started, long sinceNanos) {
        this.traffic = traffic;
        this.started = started;
        this.sinceNanos = sinceNanos;
    }

    /** It is served from now on. */
    static ServedConnection start(ServiceTraffic traffic, Newcomer newcomer, InetSocketAddress local) {
        ConnectionEvent.Started started = new ConnectionEvent.Started(
                newcomer.contact(),
                local,
                "",
                0,
                Instant.now(),
                Duration.ofNanos(System.nanoTime() - newcomer.sinceNanos()),
                Duration.ZERO,
                Duration.ZERO);
        traffic.tell(started);
        return new ServedConnection(traffic, started, newcomer.sinceNanos());
    }

    /**
     * It is served no more.
     *
     * @param failure what the service has thrown; empty when it has not
     */
    void end(String failure) {
        traffic.tell(new ConnectionEvent.Ended(
                started,
                failure.isEmpty() ? new Ending.Served() : new Ending.Threw(failure),
                Instant.now(),
                Duration.ofNanos(System.nanoTime() - sinceNanos),
                Usage.NONE));
    }
}
