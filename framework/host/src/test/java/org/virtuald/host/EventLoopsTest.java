package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventLoopsTest {

    @Test
    void aLoopIsSharedByAFewServicesAndNoMore() throws IOException {
        try (EventLoops loops = new EventLoops()) {
            Set<EventLoop> given = new HashSet<>();
            for (int i = 0; i < 64; i++) {
                given.add(loops.join());
            }
            assertThat(given).hasSize(1);
            assertThat(given).doesNotContain(loops.join());
        }
    }

    @Test
    void aPlaceThatWasLeftIsGivenAgain() throws IOException {
        try (EventLoops loops = new EventLoops()) {
            EventLoop first = loops.join();
            for (int i = 1; i < 64; i++) {
                loops.join();
            }
            loops.leave(first);
            assertThat(loops.join()).isSameAs(first);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServiceMayLeaveWhileTheLoopsAreClosed() throws Exception {
        EventLoops loops = new EventLoops();
        EventLoop loop = loops.join();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        loop.execute(() -> {
            busy.countDown();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            loops.leave(loop);
            left.countDown();
        });
        busy.await();
        Thread closer = new Thread(loops::close);
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        closing.countDown();
        closer.join();
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
