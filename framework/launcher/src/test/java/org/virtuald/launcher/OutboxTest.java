package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketPair;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTest {

    private static final int MANY = 20_000; // far more than a socket's buffer takes
    private static final int WORKERS_WAIT_ABOVE = 1000;

    private final SocketPair pair = SocketPair.open();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    private final Outbox outbox = new Outbox(new MessageSender(pair.there(), Wire.LAUNCH_BYTES, 1), retries);

    OutboxTest() throws ErrnoException {}

    @AfterEach
    void close() {
        retries.shutdownNow();
        pair.close();
    }

    @Test
    void anAnswerIsSentAtOnce() throws Exception {
        outbox.post(answer(1));

        assertThat(read(1)).containsExactly(answer(1));
    }

    @Test
    void postingNeverWaitsAndAllIsDeliveredInOrderOnceTheHostReads() throws Exception {
        for (int i = 0; i < MANY; i++) {
            outbox.post(answer(i));
        }

        assertThat(read(MANY))
                .isEqualTo(
                        LongStream.range(0, MANY).mapToObj(OutboxTest::answer).toList());
    }

    @Test
    void aChannelWithMoreAnswersThanAnyHostLeavesIsGivenUp() throws Exception {
        for (int i = 0; i < 110_000; i++) {
            outbox.post(answer(i));
        }

        MessageReceiver receiver = new MessageReceiver(pair.here(), Wire.LAUNCH_BYTES, 1);
        while (!(receiver.receive() instanceof MessageReceiver.Received.EndOfFile)) {
            // what was under way comes first
        }
    }

    @Test
    void workersWaitWhileTooManyAnswersStandAndGoOnWhenTheyAreRead() throws Exception {
        outbox.awaitRoom();
        for (int i = 0; i < MANY; i++) {
            outbox.post(answer(i));
        }
        Thread worker = worker();
        while (worker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        read(MANY);

        worker.join();
    }

    @Test
    void aHostThatClosesItsEndWantsNoAnswersAnyMore() throws Exception {
        for (int i = 0; i < MANY; i++) {
            outbox.post(answer(i));
        }
        Thread worker = worker();

        pair.here().close();
        outbox.post(answer(MANY));

        worker.join();
        outbox.post(answer(MANY + 1));
        outbox.awaitRoom();
    }

    @Test
    void aClosedOutboxLetsWorkersGoAndSendsNothing() throws Exception {
        for (int i = 0; i <= WORKERS_WAIT_ABOVE; i++) {
            outbox.post(answer(i));
        }
        outbox.close();

        outbox.awaitRoom();
        outbox.post(answer(MANY));
        MessageReceiver receiver = new MessageReceiver(pair.here(), Wire.LAUNCH_BYTES, 1);
        List<LaunchAnswer> sent = new ArrayList<>();
        while (receiver.tryReceive() instanceof MessageReceiver.Received.Message message) {
            sent.addAll(LaunchAnswer.decodeAll(message.payload()));
        }
        assertThat(sent).doesNotContain(answer(MANY));
    }

    private Thread worker() {
        Thread worker = new Thread(() -> {
            try {
                outbox.awaitRoom();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worker.start();
        return worker;
    }

    private List<LaunchAnswer> read(int count) throws ErrnoException, MalformedMessageException {
        MessageReceiver receiver = new MessageReceiver(pair.here(), Wire.LAUNCH_BYTES, 1);
        List<LaunchAnswer> answers = new ArrayList<>();
        while (answers.size() < count) {
            MessageReceiver.Received received = receiver.receive();
            assertThat(received).isInstanceOf(MessageReceiver.Received.Message.class);
            answers.addAll(LaunchAnswer.decodeAll(((MessageReceiver.Received.Message) received).payload()));
        }
        return answers;
    }

    private static LaunchAnswer answer(long connection) {
        return new LaunchAnswer.Failed(connection, "exec", "cat", 2, "/virtual/domain.com");
    }
}
