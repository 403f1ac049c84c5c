package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Libc;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.Signals;
import org.virtuald.posix.Spawn;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildrenTest {
    private static final int NOBODY = 1 << 22; // PID_MAX_LIMIT of the kernel: no process has this number

    @AutoClose("shutdownNow")
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final Children children = new Children(timer);

    @AutoClose
    private final TestService service = new TestService("default /");

    ChildrenTest() throws ErrnoException {}

    @Test
    void aChildIsTakenOnce() throws Exception {
        children.start(() -> 17, this::child);

        assertThat(collect(17)).contains(child(17));
        assertThat(collect(17)).isEmpty();
    }

    @Test
    void aStrangersEndIsNobodys() throws Exception {
        assertThat(collect(18)).isEmpty();
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
        Thread reaper = new Thread(() -> {
            try {
                taken.complete(collect(17));
            } catch (ErrnoException e) {
                taken.completeExceptionally(e);
            }
        });
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

    @Test
    void aGroupThatIgnoresTheFirstSignalIsKilledBeforeItsLeaderIsCollected() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            int leader = start("trap '' TERM; echo; sleep 600; wait", new Spawn.Action.Copy(pipe.writing(), 1));
            awaitRead(pipe, 1);

            children.terminate(service.open(), leader, Duration.ofMillis(50));

            assertThat(new ChildExit.Waiter().awaitEnd()).hasValue(leader);
            assertThat(children.collect(leader, new ChildExit.Waiter()::await))
                    .hasValueSatisfying(
                            ended -> assertThat(ended.exit().signal()).isEqualTo(Signals.SIGKILL));
        }
    }

    @Test
    void askingAgainAndAgainKeepsNothingWaiting() throws Exception {
        ScheduledThreadPoolExecutor once = new ScheduledThreadPoolExecutor(1);
        try (Pipe pipe = Pipe.open()) {
            Children watched = new Children(once);
            int[] leader = new int[1];
            String script = "trap '' TERM; echo; sleep 600";
            watched.start(
                    () -> Spawn.inOwnSession()
                            .start(
                                    "/bin/sh",
                                    List.of("sh", "-c", script),
                                    List.of(),
                                    new Spawn.Action.Copy(pipe.writing(), 1)),
                    pid -> {
                        leader[0] = pid;
                        return child(pid);
                    });
            awaitRead(pipe, 1);
            for (int i = 0; i < 1000; i++) {
                watched.terminate(service.open(), leader[0], Duration.ofDays(24));
            }
            assertThat(once.getQueue()).hasSize(1);
            assertThat(once.getQueue().element())
                    .isInstanceOfSatisfying(
                            Delayed.class,
                            timer ->
                                    assertThat(timer.getDelay(TimeUnit.SECONDS)).isLessThanOrEqualTo(60));

            watched.terminate(service.open(), leader[0], Duration.ZERO);
            assertThat(new ChildExit.Waiter().await(leader[0])).isPresent();
        } finally {
            once.shutdownNow();
        }
    }

    @Test
    void whatALeaderLeavesBehindWhenItIsAskedToEndGoesWithIt() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            int leader = start("(trap '' TERM; echo; sleep 600) & wait", new Spawn.Action.Copy(pipe.writing(), 1));
            awaitRead(pipe, 1);

            children.terminate(service.open(), leader, Duration.ofMinutes(1));
            assertThat(new ChildExit.Waiter().awaitEnd()).hasValue(leader);
            assertThat(children.collect(leader, new ChildExit.Waiter()::await))
                    .hasValueSatisfying(
                            ended -> assertThat(ended.exit().signal()).isEqualTo(Signals.SIGTERM));

            pipe.writing().close();
            awaitRead(pipe, 0); // the end: nobody holds the other end any more
        }
    }

    @Test
    void aConnectionWithoutAProgramIsNothingToTerminate() throws Exception {
        children.start(() -> NOBODY, this::child);

        children.terminate(service.open(), 99, Duration.ZERO);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Child> collect(int pid) throws ErrnoException {
        return children.collect(pid, ended -> Optional.of(exit(ended))).map(Children.Ended::child);
    }

    /** Starts a shell script in a session of its own, and enters it. */
    private int start(String script, Spawn.Action... actions) throws ErrnoException {
        int[] leader = new int[1];
        children.start(
                () -> Spawn.inOwnSession().start("/bin/sh", List.of("sh", "-c", script), List.of(), actions), pid -> {
                    leader[0] = pid;
                    return child(pid);
                });
        return leader[0];
    }

    private static void awaitRead(Pipe pipe, int bytes) {
        Pointer memory = Memory.allocateDirect(Libc.RUNTIME, 1);
        while (Libc.LIBC.read(pipe.reading().number(), memory, 1) != bytes) {
            Thread.onSpinWait();
        }
    }

    private Child child(int pid) {
        return new Child(service.open(), pid, pid, "/", Optional.empty());
    }

    private static ChildExit exit(int pid) {
        return new ChildExit(pid, 0, 0, Duration.ZERO, Duration.ZERO, 0);
    }
}
