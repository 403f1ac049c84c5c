package org.virtuald.bundles.tarpit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.virtuald.service.Arrival;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Verdict;

class TarpitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // System.nanoTime may overflow
    private final Tarpit tarpit = new Tarpit(new Settings(Optional.empty(), 2, Duration.ofSeconds(10)), now::get);

    @Test
    void anAddressThatConnectsTooOftenIsHeldUntilItsEarliestConnectionIsOld() throws Exception {
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.accept());
        pass(4);
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.accept());
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.hold(Duration.ofSeconds(6)));
        assertThat(from("10.0.0.2")).isEqualTo(Verdict.accept());
        pass(6);
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.accept());
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.hold(Duration.ofSeconds(4)));
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() throws Exception {
        assertThat(from("2001:db8::1")).isEqualTo(Verdict.accept());
        assertThat(from("2001:db8::2")).isEqualTo(Verdict.accept());
        assertThat(from("2001:db8::3")).isInstanceOf(Verdict.Hold.class);
        assertThat(from("2001:db8:0:1::3")).isEqualTo(Verdict.accept());
    }

    /** Whoever forges an address would have its owner held. */
    @Test
    void datagramsDoNotCount() throws Exception {
        Endpoint udp = new Endpoint.Udp(new Endpoint.Host.Any(), 7);
        for (int i = 0; i < 5; i++) {
            assertThat(from("10.0.0.1", udp)).isEqualTo(Verdict.accept());
        }
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.accept());
        assertThat(from("10.0.0.1")).isEqualTo(Verdict.accept());
        assertThat(from("10.0.0.1")).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void settingsHaveDefaultsAndAreChecked() {
        Properties properties = new Properties();
        assertThat(Settings.of(properties)).isEqualTo(new Settings(Optional.empty(), 20, Duration.ofSeconds(60)));
        properties.put("services", " ftp, pop3 ");
        assertThat(Settings.of(properties).services()).contains(Set.of("ftp", "pop3"));
        properties.put("connections", "0");
        assertThatThrownBy(() -> Settings.of(properties))
                .hasMessage("connections: expected a number from 1 to 99999, found 0");
        properties.put("conections", "1");
        assertThatThrownBy(() -> Settings.of(properties))
                .hasMessage("conections: unknown; there are services, connections and window-seconds");
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private Verdict from(String address) throws UnknownHostException {
        return from(address, new Endpoint.Tcp(new Endpoint.Host.Any(), 21));
    }

    private Verdict from(String address, Endpoint endpoint) throws UnknownHostException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(address), 1);
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 21);
        return tarpit.examine(new Arrival(1, "ftp", endpoint, local, remote, Duration.ZERO));
    }
}
