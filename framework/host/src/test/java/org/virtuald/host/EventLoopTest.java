package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {
    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @AutoClose
    private final EventLoop loop;

    EventLoopTest() throws Exception {
        loop = new EventLoop("test");
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
    void aTaskThatFailsDoesNotEndTheLoop() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("a mistake");
        });
        assertThat(loop.call(() -> "still here")).isEqualTo("still here");
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
}
