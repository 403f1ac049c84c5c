package org.virtuald.host.traffic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;
import org.virtuald.service.Endpoint;

/** Events are counted by service, and passed on. */
class TrafficTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 21);
    private static final Endpoint ENDPOINT = new Endpoint.Unix("/run/x.sock", false);
    private static final Instant NOW = Instant.EPOCH;

    private final Traffic traffic = new Traffic();
    private final ServiceTraffic ftp = traffic.of("ftp");

    @Test
    void whatBecomesOfConnectionsIsCounted() {
        for (int status : new int[] {0, 3, 3}) {
            ftp.tell(new ConnectionEvent.Accepted(contact(1)));
            ConnectionEvent.Started started = started(1);
            ftp.tell(started);
            ftp.tell(ended(started, new Ending.Exited(status), 10));
        }
        ConnectionEvent.Started killed = started(2);
        ftp.tell(killed);
        ftp.tell(ended(killed, new Ending.Killed(9), 30));
        ftp.tell(refused("access"));
        ftp.tell(refused(ConnectionEvent.Refused.NO_ROOT));
        ftp.tell(refused(ConnectionEvent.Refused.NO_ROOT));
        ftp.tell(failed(Optional.empty(), "getsockname", Errno.ENOBUFS));
        ConnectionEvent.Started failing = started(3);
        ftp.tell(failing);
        ftp.tell(failed(Optional.of(failing), "chroot", Errno.ENOENT));
        ftp.tell(started(4));

        ServiceCounts counts = requireNonNull(traffic.counts().get("ftp"));
        assertThat(counts.accepted()).isEqualTo(3);
        assertThat(counts.launched()).isEqualTo(6);
        assertThat(counts.active()).isEqualTo(1);
        assertThat(counts.exited()).isEqualTo(Map.of(0, 1L, 3, 2L));
        assertThat(counts.killed()).isEqualTo(Map.of(9, 1L));
        assertThat(counts.refused()).isEqualTo(Map.of("access", 1L, "no-root", 2L));
        assertThat(counts.failed()).isEqualTo(Map.of("getsockname", 1L, "chroot", 1L));
        assertThat(counts.usage()).isEqualTo(new Usage(Duration.ofMillis(4), Duration.ofMillis(8), 30));
        assertThat(counts.latency().total()).isEqualTo(6);
        assertThat(counts.spawn().total()).isEqualTo(6);
        assertThat(counts.lookUps()).isEqualTo(Duration.ofNanos(30));
        assertThat(counts.latency().sum()).isEqualTo(Duration.ofMillis(18));
    }

    @Test
    void aClientThatWasGoneIsNoFailure() {
        ftp.tell(failed(Optional.empty(), "getpeername", Errno.ENOTCONN));
        ftp.tell(new ConnectionEvent.Dropped(contact(1), NOW));

        ServiceCounts counts = traffic.counters("ftp").counts();
        assertThat(counts.failed()).isEmpty();
        assertThat(counts.dropped()).isEqualTo(2);
    }

    @Test
    void theServicesOfBundlesSpawnNothing() {
        ConnectionEvent.Started started = new ConnectionEvent.Started(
                contact(1), ADDRESS, "", 0, NOW, Duration.ofMillis(1), Duration.ZERO, Duration.ZERO);
        for (Ending ending : List.of(new Ending.Served(), new Ending.Threw("x"), new Ending.Unknown())) {
            ftp.tell(started);
            ftp.tell(ended(started, ending, 0));
        }

        ServiceCounts counts = traffic.counters("ftp").counts();
        assertThat(counts.served()).isEqualTo(1);
        assertThat(counts.threw()).isEqualTo(1);
        assertThat(counts.unknown()).isEqualTo(1);
        assertThat(counts.active()).isZero();
        assertThat(counts.spawn().total()).isZero();
    }

    @Test
    void aSuccessorOfTheSameNameGoesOnCounting() {
        ftp.tell(new ConnectionEvent.Accepted(contact(1)));
        traffic.of("ftp").tell(new ConnectionEvent.Accepted(contact(2)));
        traffic.of("pop").tell(new ConnectionEvent.Accepted(contact(3)));

        assertThat(traffic.counters("ftp").counts().accepted()).isEqualTo(2);
    }

    @Test
    void countsFromManyThreadsAreNotLost() throws Exception {
        int threads = 4;
        int each = 10_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int j = 0; j < each; j++) {
                            ftp.tell(refused("rate"));
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(traffic.counters("ftp").counts().refused()).isEqualTo(Map.of("rate", (long) threads * each));
    }

    @Test
    void everyListenerHearsOfEveryEventWhateverAnotherThrows() {
        List<ConnectionEvent> heard = new ArrayList<>();
        traffic.add(event -> {
            throw new IllegalStateException("this listener is broken");
        });
        ConnectionListener listener = heard::add;
        traffic.add(listener);
        ConnectionEvent event = refused("access");
        ftp.tell(event);
        traffic.remove(listener);
        ftp.tell(refused("load"));

        assertThat(heard).containsExactly(event);
        assertThat(traffic.counters("ftp").counts().refused()).hasSize(2);
    }

    @Test
    void whoLivesIsKnown() {
        LiveConnections live = new LiveConnections();
        traffic.add(live);
        ftp.tell(new ConnectionEvent.Accepted(contact(1)));
        ftp.tell(new ConnectionEvent.Accepted(contact(2)));
        ConnectionEvent.Started started = started(2);
        ftp.tell(started);
        assertThat(live.all()).extracting(LiveConnection::state).containsExactly("waiting", "running");

        live.ending(2);
        assertThat(live.find(2)).map(LiveConnection::state).contains("ending");
        ftp.tell(ended(started, new Ending.Killed(15), 0));
        ftp.tell(new ConnectionEvent.Dropped(contact(1), NOW));
        live.ending(2);
        assertThat(live.all()).isEmpty();
    }

    @Test
    void aConnectionThatWasHandedOverIsItsNewServices() {
        LiveConnections live = new LiveConnections();
        traffic.add(live);
        ConnectionEvent.Started byBundle = started(1);
        ftp.tell(byBundle);
        Contact handed = new Contact("git", 1, ENDPOINT, Optional.of(ADDRESS), NOW);
        traffic.of("git").tell(new ConnectionEvent.Accepted(handed));
        ftp.tell(ended(byBundle, new Ending.Served(), 0));

        assertThat(live.all()).extracting(LiveConnection::contact).containsExactly(handed);
    }

    private static Contact contact(long id) {
        return new Contact("ftp", id, ENDPOINT, Optional.of(ADDRESS), NOW);
    }

    private static ConnectionEvent.Started started(long id) {
        return new ConnectionEvent.Started(
                contact(id),
                ADDRESS,
                "/srv",
                1234,
                NOW,
                Duration.ofMillis(3),
                Duration.ofNanos(5),
                Duration.ofMillis(1));
    }

    private static ConnectionEvent ended(ConnectionEvent.Started started, Ending ending, long memory) {
        Usage usage = new Usage(Duration.ofMillis(1), Duration.ofMillis(2), memory);
        return new ConnectionEvent.Ended(started, ending, NOW, Duration.ofSeconds(1), usage);
    }

    private static ConnectionEvent refused(String reason) {
        return new ConnectionEvent.Refused(contact(1), Optional.of(ADDRESS), reason, "words", 0, NOW);
    }

    private static ConnectionEvent failed(Optional<ConnectionEvent.Started> started, String stage, Errno errno) {
        return new ConnectionEvent.Failed(contact(1), started, "/srv", stage, "/srv", errno.intValue(), NOW);
    }
}
