package org.virtuald.host.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;
import org.virtuald.service.Endpoint;

/** The latest failures are kept, and not more than there is room for. */
class RecentFailuresTest {
    private final RecentFailures failures = new RecentFailures();

    @Test
    void theLatestComeFirstAndTheOldestGo() {
        for (int id = 1; id <= RecentFailures.MOST + 3; id++) {
            failures.on(failed(id, "exec", Errno.ENOENT));
        }
        assertThat(failures.all()).hasSize(RecentFailures.MOST);
        assertThat(failures.all().get(0).contact().id()).isEqualTo(RecentFailures.MOST + 3);
        assertThat(failures.all().get(RecentFailures.MOST - 1).contact().id()).isEqualTo(4);
    }

    @Test
    void whatABundleHasThrownIsAFailureAndWhatEndsOrIsGoneIsNone() {
        failures.on(failed(1, "getpeername", Errno.ENOTCONN));
        failures.on(ended(2, new Ending.Exited(1)));
        failures.on(new ConnectionEvent.Accepted(contact(3)));
        assertThat(failures.all()).isEmpty();

        ConnectionEvent threw = ended(4, new Ending.Threw("java.lang.IllegalStateException: why"));
        failures.on(threw);
        assertThat(failures.all()).containsExactly(threw);
    }

    private static ConnectionEvent failed(long id, String stage, Errno errno) {
        return new ConnectionEvent.Failed(
                contact(id), Optional.empty(), "/root", stage, "/bin/x", errno.intValue(), Instant.EPOCH);
    }

    private static ConnectionEvent ended(long id, Ending ending) {
        ConnectionEvent.Started started = new ConnectionEvent.Started(
                contact(id),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 21),
                "",
                0,
                Instant.EPOCH,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
        return new ConnectionEvent.Ended(started, ending, Instant.EPOCH, Duration.ZERO, Usage.NONE);
    }

    private static Contact contact(long id) {
        return new Contact("ftp", id, new Endpoint.Unix("/run/x.sock", false), Optional.empty(), Instant.EPOCH);
    }
}
