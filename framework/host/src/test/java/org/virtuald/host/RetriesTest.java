package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RetriesTest {

    /** Keeps what is scheduled for later than any test. */
    private static final class Planned extends ScheduledThreadPoolExecutor implements AutoCloseable {
        private final List<Long> seconds = new ArrayList<>();
        private final List<ScheduledFuture<?>> futures = new ArrayList<>();

        Planned() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            seconds.add(unit.toSeconds(delay));
            ScheduledFuture<?> future = super.schedule(task, 1, TimeUnit.DAYS);
            futures.add(future);
            return future;
        }

        @Override
        public void close() {
            shutdownNow();
        }
    }

    @AutoClose
    private final Planned planned = new Planned();

    private final Retries retries = new Retries(planned);

    @Test
    void pausesDoubleUpToAMinute() {
        for (int i = 0; i < 9; i++) {
            fail("a");
        }
        assertThat(planned.seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void oneAttemptOfAServiceWaitsAtATime() {
        fail("a");
        fail("a");
        assertThat(planned.futures.get(0).isCancelled()).isTrue();
        assertThat(planned.futures.get(1).isCancelled()).isFalse();
    }

    @Test
    void successBeginsAnew() {
        fail("a");
        fail("a");
        retries.succeeded("a");
        assertThat(retries.isWaiting("a")).isFalse();
        assertThat(planned.futures).allMatch(ScheduledFuture::isCancelled);
        fail("a");
        assertThat(planned.seconds).containsExactly(1L, 2L, 1L);
    }

    @Test
    void servicesDoNotCountForEachOther() {
        fail("a");
        fail("b");
        retries.forget("a");
        assertThat(retries.isWaiting("b")).isTrue();
        assertThat(planned.seconds).containsExactly(1L, 1L);
    }

    @Test
    void theSameWordsAreNewsOnce() {
        assertThat(retries.isNews("a", "why")).isTrue();
        retries.gaveUp("a", "why");
        assertThat(retries.isNews("a", "why")).isFalse();
        assertThat(retries.isNews("a", "other")).isTrue();
        fail("a");
        assertThat(retries.isNews("a", "why")).isFalse();
        retries.succeeded("a");
        assertThat(retries.isNews("a", "why")).isTrue();
    }

    private void fail(String service) {
        retries.failed(service, "why", () -> {});
    }
}
