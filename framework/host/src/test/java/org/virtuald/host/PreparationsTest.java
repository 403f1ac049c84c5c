package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;

class PreparationsTest {
    private final ServiceConf first = ConfText.service("first");
    private final ServiceConf second = ConfText.service("second");
    private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();

    @Test
    void theNextIsPreparedWhileTheOneBeforeIsStarted() throws Exception {
        CountDownLatch secondDone = new CountDownLatch(1);
        Preparations preparations = new Preparations(conf -> {
            done.add(conf.name());
            if (conf.equals(second)) {
                secondDone.countDown();
            }
        });

        preparations.begin(List.of(first, second));
        preparations.complete(first);

        assertThat(secondDone.await(10, TimeUnit.SECONDS)).isTrue();
        preparations.complete(second);
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void aFailureIsThatOfItsServiceAndAnotherTryBeginsAnew() throws Exception {
        Preparations preparations = new Preparations(conf -> {
            done.add(conf.name());
            if (done.size() == 1) {
                throw new ServiceStartException(true, conf.name() + ": no");
            }
        });

        preparations.begin(List.of(first, second));

        assertThatThrownBy(() -> preparations.complete(first))
                .isInstanceOf(ServiceStartException.class)
                .hasMessage("first: no");
        preparations.complete(second);
        preparations.complete(first);
        assertThat(done).containsExactly("first", "second", "first");
    }

    @Test
    void oneAloneIsPreparedWhenItIsStarted() throws Exception {
        Thread caller = Thread.currentThread();
        Preparations preparations = new Preparations(conf -> {
            assertThat(Thread.currentThread()).isEqualTo(caller);
            done.add(conf.name());
        });

        preparations.begin(List.of(first));
        assertThat(done).isEmpty();
        preparations.complete(first);

        assertThat(done).containsExactly("first");
    }

    @Test
    void afterAnInterruptionNoOtherIsBegun() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Preparations preparations = new Preparations(conf -> {
            done.add(conf.name());
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ended.countDown();
        });

        preparations.begin(List.of(first, second));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> preparations.complete(first)).hasMessage("first: interrupted");
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("preparations")) {
                thread.join(10_000);
            }
        }
        assertThat(done).doesNotContain("second");
    }
}
