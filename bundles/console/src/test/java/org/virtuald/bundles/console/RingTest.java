package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An hour of numbers. */
class RingTest {
    private final Ring ring = new Ring();

    @Test
    void theLatestHourIsKept() {
        for (long tick = 0; tick < 2000; tick++) {
            ring.put(tick, tick);
        }
        var hour = ring.hour(1999, 1);
        assertThat(hour).hasSize(720);
        assertThat(hour.get(0)).contains(1280.0);
        assertThat(hour.get(719)).contains(1999.0);
        assertThat(ring.sum(1999, 2)).isEqualTo(1998 + 1999);
    }

    @Test
    void whatWasLeftOutIsAbsent() {
        ring.put(3, 7);
        ring.put(6, 9);
        ring.skip(7);
        var hour = ring.hour(8, 10);
        assertThat(hour.subList(714, 720))
                .containsExactly(
                        Optional.of(70.0),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(90.0),
                        Optional.empty(),
                        Optional.empty());
        assertThat(ring.present(8, 6)).isEqualTo(2);
        assertThat(ring.latest(8, 3)).contains(9);
        assertThat(ring.latest(8, 2)).isEmpty();
        assertThat(ring.sum(8, 720)).isEqualTo(16);
    }

    @Test
    void afterAnHourOfNothingNothingIsLeft() {
        ring.put(1, 7);
        assertThat(ring.sum(720, 720)).isEqualTo(7);
        assertThat(ring.sum(721, 720)).isZero();
        ring.put(100_000, 1);
        assertThat(ring.sum(100_000, 720)).isEqualTo(1);
    }

    @Test
    void numbersHaveAnEnd() {
        ring.put(0, -1);
        ring.put(1, 1_000_000);
        assertThat(ring.latest(0, 1)).contains(0);
        assertThat(ring.latest(1, 1)).contains(Ring.MOST);
    }
}
