package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildrenTest {

    private final Children children = new Children();

    @AutoClose
    private final TestService service = new TestService("default /");

    ChildrenTest() throws ErrnoException {}

    @Test
    void aChildIsTakenOnce() throws Exception {
        children.start(() -> 17, this::child);

        assertThat(children.take(exit(17))).contains(child(17));
        assertThat(children.take(exit(17))).isEmpty();
    }

    @Test
    void aStrangersEndIsNobodys() {
        assertThat(children.take(exit(18))).isEmpty();
    }

    @Test
    void aChildThatEndsBeforeItWasEnteredIsTakenOnceItIs() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            try {
                children.start(
                        () -> {
                            started.countDown();
                            return 17;
                        },
                        pid -> {
                            await(entered);
                            return child(pid);
                        });
            } catch (ErrnoException e) {
                throw new AssertionError(e);
            }
        });
        worker.start();
        started.await();
        CompletableFuture<Optional<Child>> taken = new CompletableFuture<>();
        Thread reaper = new Thread(() -> taken.complete(children.take(exit(17))));
        reaper.start();
        while (reaper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        entered.countDown();

        assertThat(taken.join()).contains(child(17));
        worker.join();
    }

    @Test
    void theReaperLooksForAChildAfterEachStartAlsoAfterOneThatFailed() throws Exception {
        children.start(() -> 17, this::child);
        assertThatThrownBy(() -> children.start(
                        () -> {
                            throw new ErrnoException("posix_spawn", 11, "");
                        },
                        this::child))
                .isInstanceOf(ErrnoException.class);

        children.awaitStart();
        children.awaitStart();

        Thread reaper = new Thread(() -> {
            try {
                children.awaitStart();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reaper.start();
        while (reaper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        children.start(() -> 18, this::child);
        reaper.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Child child(int pid) {
        return new Child(service.open(), pid, pid, "/");
    }

    private static ChildExit exit(int pid) {
        return new ChildExit(pid, 0, 0, Duration.ZERO, Duration.ZERO, 0);
    }
}
