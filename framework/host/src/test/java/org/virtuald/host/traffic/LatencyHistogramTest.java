package org.virtuald.host.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void aBucketHoldsItsBound() {
        histogram.add(Duration.ZERO);
        histogram.add(Duration.ofNanos(500_000));
        histogram.add(Duration.ofNanos(500_001));
        histogram.add(Duration.ofSeconds(5));
        histogram.add(Duration.ofSeconds(5).plusNanos(1));

        LatencyHistogram.Counts counts = histogram.counts();
        int last = LatencyHistogram.BOUNDS_MICROS.size();
        assertThat(counts.counts()).hasSize(last + 1);
        assertThat(counts.counts().get(0)).isEqualTo(2);
        assertThat(counts.counts().get(1)).isEqualTo(1);
        assertThat(counts.counts().get(last - 1)).isEqualTo(1);
        assertThat(counts.counts().get(last)).isEqualTo(1);
        assertThat(counts.total()).isEqualTo(5);
        assertThat(counts.sum()).isEqualTo(Duration.ofSeconds(10).plusNanos(1_000_002));
    }

    @Test
    void boundsRise() {
        assertThat(LatencyHistogram.BOUNDS_MICROS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aQuantileIsTheBoundOfItsBucket() {
        assertThat(histogram.counts().quantileMicros(0.5)).isZero();
        for (int i = 0; i < 99; i++) {
            histogram.add(Duration.ofMillis(1));
        }
        histogram.add(Duration.ofSeconds(9));
        assertThat(histogram.counts().quantileMicros(0.5)).isEqualTo(1000);
        assertThat(histogram.counts().quantileMicros(0.99)).isEqualTo(1000);
        assertThat(histogram.counts().quantileMicros(1)).isEqualTo(Long.MAX_VALUE);
    }
}
