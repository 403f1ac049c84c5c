package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.TcpListener;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {

    private final EventLoop loop = new EventLoop("loop");
    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final List<SocketPair> pairs = new ArrayList<>();

    EventLoopTest() throws IOException {}

    @AfterEach
    void close() {
        loop.close();
        pairs.forEach(SocketPair::close);
    }

    @Test
    void tasksRunInOrderOnTheLoopsThread() throws Exception {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            loop.execute(() -> ran.add(number));
        }

        assertThat(loop.call(() -> Thread.currentThread().getName())).isEqualTo("loop");
        assertThat(ran).hasSize(1000).isSorted();
    }

    @Test
    void aTaskMayAddTasks() throws Exception {
        CountDownLatch done = new CountDownLatch(1);

        loop.execute(() -> loop.execute(done::countDown));

        done.await();
    }

    @Test
    void whatATaskDoesWrongEndsTheTaskAlone() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("made by a test");
        });

        assertThat(loop.call(() -> "still there")).isEqualTo("still there");
    }

    @Test
    void theFailureOfACallReachesItsCaller() {
        assertThatThrownBy(() -> loop.call(() -> {
                    throw new IOException("made by a test");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("made by a test");
    }

    @Test
    void manyTasksFromManyThreadsNeverBlockTheirSenders() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        loop.execute(() -> await(release));
        CountDownLatch ran = new CountDownLatch(400_000);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread sender = new Thread(() -> {
                for (int task = 0; task < 100_000; task++) {
                    loop.execute(ran::countDown);
                }
            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join(); // a wake-up a task would fill the pipe and block here
        }
        release.countDown();

        ran.await();
    }

    @Test
    void aDescriptorIsToldOfWhenItIsReady() throws Exception {
        SocketPair pair = pair();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        MessageReceiver receiver = new MessageReceiver(pair.here(), 100, 1);
        loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> told.add(read(receiver))));

        send(pair, 1);
        assertThat(told.take()).isEqualTo("1");
        send(pair, 2);
        assertThat(told.take()).isEqualTo("2");
    }

    @Test
    void nothingIsToldWithoutInterest() throws Exception {
        SocketPair pair = pair();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        MessageReceiver receiver = new MessageReceiver(pair.here(), 100, 1);
        EventLoop.Registration registration =
                loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> told.add(read(receiver))));
        loop.call(() -> {
            registration.interest(0);
            return registration;
        });
        send(pair, 1);
        roundOfTheLoop();
        assertThat(told).isEmpty();

        loop.execute(() -> registration.interest(SelectionKey.OP_READ));

        assertThat(told.take()).isEqualTo("1");
    }

    @Test
    void nothingIsToldOfADescriptorThatWasForgotten() throws Exception {
        SocketPair pair = pair();
        List<String> told = new ArrayList<>();
        EventLoop.Registration registration =
                loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> told.add("ready")));
        loop.call(() -> {
            registration.cancel();
            return registration;
        });

        send(pair, 1);
        roundOfTheLoop();

        assertThat(loop.call(() -> List.copyOf(told))).isEmpty();
    }

    @Test
    void aDescriptorsNumberCanBeUsedAgainAtOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            SocketPair pair = SocketPair.open();
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            MessageReceiver receiver = new MessageReceiver(pair.here(), 100, 1);
            EventLoop.Registration registration =
                    loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> told.add(read(receiver))));
            send(pair, i);
            assertThat(told.take()).isEqualTo(Integer.toString(i));
            loop.call(() -> {
                registration.cancel();
                pair.close();
                return registration;
            });
        }
    }

    @Test
    void timersRunInTheOrderOfTheirTimesAndNotBefore() throws Exception {
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        long began = System.nanoTime();
        loop.execute(() -> {
            loop.after(Duration.ofMillis(60), () -> ran.add("late"));
            loop.after(Duration.ofMillis(20), () -> ran.add("early"));
            loop.after(Duration.ZERO, () -> ran.add("now"));
        });

        assertThat(List.of(ran.take(), ran.take(), ran.take())).containsExactly("now", "early", "late");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void aTimerThatFailsDoesNotHoldUpTheNext() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(() -> {
            loop.after(Duration.ofMillis(1), () -> {
                throw new IllegalStateException("made by a test");
            });
            loop.after(Duration.ofMillis(2), ran::countDown);
        });

        ran.await();
    }

    /** Whatever forgetting a descriptor does, a wake-up that is under way is not lost by it. */
    @Test
    void aTaskThatComesWhileADescriptorIsForgottenIsNotForgottenToo() throws Exception {
        SocketPair pair = pair();
        EventLoop.Registration registration =
                loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> {}));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        loop.execute(() -> {
            running.countDown();
            await(added);
            registration.cancel();
        });
        running.await();
        CountDownLatch first = new CountDownLatch(1);
        loop.execute(first::countDown);
        added.countDown();
        first.await();

        assertThat(loop.call(() -> "second")).isEqualTo("second");
    }

    @Test
    void aTaskThatComesWhileAReadyDescriptorForgetsAnotherIsRun() throws Exception {
        SocketPair other = pair();
        EventLoop.Registration registration =
                loop.call(() -> loop.register(other.here(), SelectionKey.OP_READ, () -> {}));
        SocketPair pair = pair();
        MessageReceiver receiver = new MessageReceiver(pair.here(), 100, 1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> {
            read(receiver);
            running.countDown();
            await(added);
            registration.cancel();
        }));
        send(pair, 1);
        running.await();
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(ran::countDown);
        added.countDown();

        ran.await();
    }

    @Test
    void closingWaitsForTheTaskThatRunsAndLeavesDescriptorsOpen() throws Exception {
        SocketPair pair = pair();
        loop.call(() -> loop.register(pair.here(), SelectionKey.OP_READ, () -> {}));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> steps = new ArrayList<>();
        loop.execute(() -> {
            running.countDown();
            await(release);
            steps.add("task");
        });
        running.await();
        Thread closer = new Thread(() -> {
            loop.close();
            steps.add("closed");
        });
        closer.start();
        release.countDown();
        closer.join();

        assertThat(steps).containsExactly("task", "closed");
        send(pair, 1);
        assertThat(read(new MessageReceiver(pair.here(), 100, 1))).isEqualTo("1");
    }

    @Test
    void aTaskAfterTheEndWakesNobodyWhoHasTheDescriptorsNow() throws Exception {
        loop.close();

        try (Pipe stranger = Pipe.open()) {
            loop.execute(() -> {});

            assertThat(stranger.readRecord(1).remaining()).isZero();
        }
    }

    @Test
    void everyTaskOfEveryThreadIsRunWhileDescriptorsComeAndGo() throws Exception {
        int threads = 4;
        int tasks = 2_000;
        CountDownLatch done = new CountDownLatch(threads * tasks);
        try (Descriptor listener = TcpListener.open(loopback, 0, false, 5)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread caller = new Thread(() -> {
                    for (int task = 0; task < tasks; task++) {
                        loop.execute(done::countDown);
                    }
                });
                caller.start();
                callers.add(caller);
            }
            for (int i = 0; i < 200; i++) {
                loop.call(() -> {
                    loop.register(listener, SelectionKey.OP_ACCEPT, () -> {}).cancel();
                    return done;
                });
            }
            for (Thread caller : callers) {
                caller.join();
            }
            done.await();
        }
    }

    @Test
    void aHandlerMayCancelItselfAndAnother() throws Exception {
        SocketAddresses addresses = new SocketAddresses();
        try (Descriptor one = TcpListener.open(loopback, 0, false, 5);
                Descriptor two = TcpListener.open(loopback, 0, false, 5)) {
            int first = addresses.local(one).getPort();
            int second = addresses.local(two).getPort();
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch called = new CountDownLatch(1);
            List<EventLoop.Registration> registrations = new ArrayList<>();
            Runnable handler = () -> {
                registrations.forEach(EventLoop.Registration::cancel);
                calls.incrementAndGet();
                called.countDown();
            };
            try (Socket a = new Socket(loopback, first);
                    Socket b = new Socket(loopback, second)) {
                assertThat(a.isConnected() && b.isConnected()).isTrue();
                loop.call(() -> {
                    registrations.add(loop.register(one, SelectionKey.OP_ACCEPT, handler));
                    return registrations.add(loop.register(two, SelectionKey.OP_ACCEPT, handler));
                });
                called.await();
                loop.call(() -> calls); // a round later
                assertThat(loop.call(calls::get)).isEqualTo(1);
            }
        }
    }

    @Test
    void timersRunInTheOrderOfTheirTimes() throws Exception {
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(2);
        loop.execute(() -> {
            loop.after(Duration.ofMillis(30), () -> {
                order.add("later");
                done.countDown();
            });
            loop.after(Duration.ofMillis(1), () -> {
                order.add("soon");
                done.countDown();
            });
        });
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("soon", "later");
    }

    /** Two tasks one after the other: between them the loop has looked at its descriptors. */
    private void roundOfTheLoop() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(loop.call(() -> "round")).isEqualTo("round");
        }
    }

    private SocketPair pair() throws IOException {
        SocketPair pair = SocketPair.open();
        pairs.add(pair);
        return pair;
    }

    private static void send(SocketPair pair, int number) throws IOException {
        Descriptor end = pair.there();
        new MessageSender(end, 100, 1).send(payload -> payload.put((byte) number));
    }

    private static String read(MessageReceiver receiver) {
        try {
            return receiver.tryReceive() instanceof MessageReceiver.Received.Message message
                    ? Integer.toString(message.payload().get())
                    : "nothing";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
