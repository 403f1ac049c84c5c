package org.virtuald.host.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.AddressPrefix.Family;
import org.virtuald.conf.Rate;

class SourceRatesTest {
    private static final Rate TEN_A_SECOND = new Rate(100_000_000, 3);

    /** Close to the end of the clock's range, which it may begin anywhere in. */
    private static final long START = Long.MAX_VALUE - Duration.ofMillis(250).toNanos();

    @Test
    void aBucketGivesItsBurstAndThenOneAtATime() {
        TokenBucket bucket = new TokenBucket(START);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take(TEN_A_SECOND, START)).isTrue();
        }
        assertThat(bucket.take(TEN_A_SECOND, START)).isFalse();
        assertThat(bucket.nanosToNext(TEN_A_SECOND, START)).isEqualTo(100_000_000);
        assertThat(bucket.take(TEN_A_SECOND, START + 99_999_999)).isFalse();
        assertThat(bucket.take(TEN_A_SECOND, START + 100_000_000)).isTrue();
        assertThat(bucket.isFull(START + 399_999_999)).isFalse();
        assertThat(bucket.isFull(START + 400_000_000)).isTrue();
    }

    @Test
    void oneSourceDoesNotSpendWhatAnotherHas() {
        SourceRates rates = new SourceRates(10);
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take(source(1), TEN_A_SECOND, START)).isTrue();
        }
        assertThat(rates.take(source(1), TEN_A_SECOND, START)).isFalse();
        assertThat(rates.take(source(2), TEN_A_SECOND, START)).isTrue();
    }

    @Test
    void aMillionSourcesTakeBoundedMemory() {
        SourceRates rates = new SourceRates(1000);
        for (int i = 0; i < 1_000_000; i++) {
            rates.take(source(i), TEN_A_SECOND, START);
            assertThat(rates.size() <= 1000).isTrue();
        }
    }

    @Test
    void fullBucketsAreForgotten() {
        SourceRates rates = new SourceRates(1000);
        for (int i = 0; i < 500; i++) {
            rates.take(source(i), TEN_A_SECOND, START);
        }
        for (int i = 0; i < 500; i++) {
            rates.take(source(1000 + i), TEN_A_SECOND, START + 1_000_000_000);
        }
        assertThat(rates.size()).isEqualTo(500);
    }

    private static AddressPrefix source(int number) {
        return new AddressPrefix(Family.IPV4, (long) number << 32, 0, 32);
    }
}
