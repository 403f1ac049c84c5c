package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrewTest {
    private static final int MOST = 2;

    @AutoClose("shutdownNow")
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final TestService service = new TestService("default /");

    /** Who has come, by the names of threads. */
    private final BlockingQueue<String> come = new LinkedBlockingQueue<>();

    private final Semaphore mayGo = new Semaphore(0);

    CrewTest() throws ErrnoException {}

    @AfterEach
    void close() {
        mayGo.release(100);
        service.close();
    }

    @Test
    void nobodyComesBeforeThereIsAMessageAndThenNoMoreThanAreAllowed() throws Exception {
        begin(this::stay);
        assertThat(come.poll(50, TimeUnit.MILLISECONDS)).isNull();

        service.send(payload -> payload.put((byte) 1));
        assertThat(List.of(come.take(), come.take())).containsExactlyInAnyOrder("ftp/1", "ftp/2");
        assertThat(come.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void whoHasNothingToDoGoesAndSomebodyComesForTheNextMessage() throws Exception {
        begin(this::takeOne);
        for (int i = 0; i < MOST; i++) {
            service.send(payload -> payload.put((byte) 1));
            come.take();
        }
        service.send(payload -> payload.put((byte) 1));
        assertThat(come.poll(50, TimeUnit.MILLISECONDS)).isNull();

        mayGo.release(1);
        come.take();

        assertThat(service.open().isServed()).isTrue();
    }

    @Test
    void aMessageThatIsLeftBehindIsAnothersTask() throws Exception {
        begin(() -> {
            come.add(Thread.currentThread().getName());
            return Crew.Leaving.IDLE; // and has not taken it
        });
        service.send(payload -> payload.put((byte) 1));

        for (int i = 0; i < 5; i++) {
            come.take();
        }
    }

    @Test
    void theFirstWhoSeesTheEndEndsTheServiceForTheOthers() throws Exception {
        begin(this::takeOne);
        service.send(payload -> payload.put((byte) 1));
        come.take();
        mayGo.release(1);

        service.close();

        await(() -> !service.open().isServed());
        await(() -> service.open().isReleased());
    }

    @Test
    void whatCannotBeHiredIsToldAndEndsTheService() throws Exception {
        hire(() -> {
            throw new ErrnoException("setsockopt", 12, "fd 7");
        });

        service.send(payload -> payload.put((byte) 1));

        assertThat(service.answers())
                .containsExactly(new LaunchAnswer.Closing("setsockopt fd 7: ENOMEM (Cannot allocate memory)"));
        assertThat(service.answers()).isEmpty();
    }

    private void begin(Crew.Duty duty) throws ErrnoException {
        hire(() -> duty);
    }

    private void hire(Crew.Hiring hiring) throws ErrnoException {
        new Crew(service.open(), MOST, hiring, ChannelWatch.start(), timer).begin();
    }

    private Crew.Leaving stay() {
        come.add(Thread.currentThread().getName());
        mayGo.acquireUninterruptibly();
        return Crew.Leaving.IDLE;
    }

    /** Takes a message and goes as soon as it may. */
    private Crew.Leaving takeOne() {
        MessageReceiver receiver = new MessageReceiver(service.open().channel(), 10, 1);
        try {
            if (!(receiver.receive() instanceof MessageReceiver.Received.Message)) {
                return Crew.Leaving.END;
            }
        } catch (ErrnoException e) {
            throw new AssertionError(e);
        }
        return stay();
    }

    private static void await(BooleanSupplier state) {
        while (!state.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
