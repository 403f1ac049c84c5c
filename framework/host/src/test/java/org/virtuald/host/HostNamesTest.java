package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.wrappers.HostName;

class HostNamesTest {
    private static final HostName NAME = new HostName.Known("a.example.com");

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        answered.countDown();
    }

    @Test
    void remembersANameForAMinute() throws Exception {
        try (HostNames names = names(Duration.ofSeconds(10))) {
            answered.countDown();
            assertThat(names.remembered(address(1))).isEqualTo(new HostName.Unasked());
            assertThat(names.ask(address(1)).get(10, TimeUnit.SECONDS)).isEqualTo(NAME);
            assertThat(names.remembered(address(1))).isEqualTo(NAME);
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            assertThat(names.ask(address(1)).get(10, TimeUnit.SECONDS)).isEqualTo(NAME);
            assertThat(questions).hasValue(1);

            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(names.remembered(address(1))).isEqualTo(new HostName.Unasked());
            assertThat(names.ask(address(1)).get(10, TimeUnit.SECONDS)).isEqualTo(NAME);
            assertThat(questions).hasValue(2);
        }
    }

    @Test
    void answersInTimeWhateverTheResolverDoesAndAsksItOnce() throws Exception {
        try (HostNames names = names(Duration.ofMillis(20))) {
            assertThat(names.ask(address(1)).get(10, TimeUnit.SECONDS)).isEqualTo(new HostName.Unanswered());
            CompletableFuture<HostName> again = names.ask(address(1));
            assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(new HostName.Unanswered());
            assertThat(questions).hasValue(1);

            answered.countDown(); // late, but not too late for the next one
            while (names.remembered(address(1)) instanceof HostName.Unasked) {
                Thread.onSpinWait();
            }
            assertThat(names.ask(address(1)).get(10, TimeUnit.SECONDS)).isEqualTo(NAME);
        }
    }

    @Test
    void askingForManyNamesNeverWaitsAndWhatFindsNoPlaceIsUnanswered() throws Exception {
        try (HostNames names = names(Duration.ofSeconds(60))) {
            CompletableFuture<HostName> last = new CompletableFuture<>();
            for (int i = 0; i < 300; i++) {
                last = names.ask(address(i));
            }
            assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo(new HostName.Unanswered());
        }
    }

    @Test
    void forgetsTheOldestOfManyNames() throws Exception {
        try (HostNames names = names(Duration.ofSeconds(60))) {
            answered.countDown();
            for (int i = 0; i < 4097; i++) {
                names.ask(address(i)).get(10, TimeUnit.SECONDS);
            }
            assertThat(names.remembered(address(0))).isEqualTo(new HostName.Unasked());
            assertThat(names.remembered(address(1))).isEqualTo(NAME);
        }
    }

    private HostNames names(Duration deadline) {
        return new HostNames(
                address -> {
                    questions.incrementAndGet();
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return NAME;
                },
                deadline,
                now::get);
    }

    private static InetAddress address(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    }
}
