package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.TcpListener;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerTest {

    private static final Duration IDLE = Duration.ofMillis(100);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Children children = new Children(timer);

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void anAddressThatTheTableDoesNotHaveIsRefusedAndNothingIsStarted() throws Exception {
        try (TestService service = serve("127.0.0.2 /");
                Accepted connection = new Accepted()) {
            service.send(Messages.launch(7), connection.socket());

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Refused(7, connection.local(), 0));
        }
    }

    @Test
    void anAddressThatTheTableRefusesIsToldWithItsLine() throws Exception {
        try (TestService service = serve("# none\n127.0.0.1 -\ndefault /\n");
                Accepted connection = new Accepted()) {
            service.send(Messages.launch(7), connection.socket());

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Refused(7, connection.local(), 2));
        }
    }

    @Test
    void aDescriptorThatIsNoConnectionIsToldAndTheWorkerGoesOn() throws Exception {
        try (TestService service = serve("127.0.0.2 /");
                Pipe pipe = Pipe.open();
                Accepted connection = new Accepted()) {
            service.send(Messages.launch(7), pipe.reading());

            assertThat(service.answers()).singleElement().isInstanceOfSatisfying(LaunchAnswer.Failed.class, failed -> {
                assertThat(failed.connection()).isEqualTo(7);
                assertThat(failed.call()).isEqualTo("getsockname");
            });

            service.send(Messages.launch(8), connection.socket());
            assertThat(service.answers()).containsExactly(new LaunchAnswer.Refused(8, connection.local(), 0));
        }
    }

    @Test
    void theAddressesOfATrustedProxyCountInsteadOfTheSocketsOwn() throws Exception {
        InetSocketAddress destination = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 21);
        ProxiedAddresses told =
                new ProxiedAddresses(new InetSocketAddress(InetAddress.getByName("192.0.2.9"), 4711), destination);
        try (TestService service = serve("192.0.2.1 -", "proxy-protocol = \"127.0.0.0/8\"");
                Accepted connection = new Accepted()) {
            service.send(Messages.launch(7, told), connection.socket());

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Refused(7, destination, 1));
        }
    }

    @Test
    void nobodyElseTellsAddresses() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 21);
        for (String conf : List.of("", "proxy-protocol = [\"10.0.0.0/8\", \"127.0.0.2\"]")) {
            try (TestService service = serve("default /", conf);
                    Accepted connection = new Accepted()) {
                service.send(Messages.launch(7, new ProxiedAddresses(address, address)), connection.socket());

                assertThat(service.answers())
                        .containsExactly(new LaunchAnswer.Closing(
                                "addresses for a connection of 127.0.0.1, which proxy-protocol does not name"));
                assertThat(service.answers()).isEmpty();
            }
        }
    }

    @Test
    void aMessageThatIsNoneEndsTheChannelWithTheReason() throws Exception {
        try (TestService service = serve("default /")) {
            service.send(payload -> payload.put((byte) 9));

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Closing("version 9 instead of 1"));
            assertThat(service.answers()).isEmpty();
        }
    }

    @Test
    void aRequestWithoutAConnectionEndsTheChannel() throws Exception {
        try (TestService service = serve("default /")) {
            service.send(Messages.launch(7));

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Closing("0 descriptors instead of 1"));
            assertThat(service.answers()).isEmpty();
        }
    }

    @Test
    void aMessageThatIsTooLongEndsTheChannel() throws Exception {
        try (TestService service = serve("default /")) {
            service.send(payload -> payload.position(1000));

            assertThat(service.answers()).containsExactly(new LaunchAnswer.Closing("longer than any launch message"));
            assertThat(service.answers()).isEmpty();
        }
    }

    @Test
    void anAnswerComesBackForEachOfManyRequests() throws Exception {
        try (TestService service = serve("127.0.0.2 /");
                Accepted connection = new Accepted()) {
            for (int i = 0; i < 100; i++) {
                service.send(Messages.launch(i), connection.socket());
            }
            List<LaunchAnswer> answers = service.answers();
            while (answers.size() < 100) {
                answers = concatenated(answers, service.answers());
            }
            assertThat(answers).extracting(LaunchAnswer::connection).doesNotHaveDuplicates();
        }
    }

    @Test
    void anIdleWorkerGoesWithItsStarterAndTheNextLaunchHasAnother() throws Exception {
        ChildExit.Waiter waiter = new ChildExit.Waiter();
        try (TestService service = serve("default /");
                Accepted connection = new Accepted()) {
            for (int i = 0; i < 2; i++) {
                service.send(Messages.launch(i), connection.socket());
                LaunchAnswer.Launched launched =
                        (LaunchAnswer.Launched) service.answers().get(0);
                assertThat(waiter.await(launched.pid())).isPresent();
                // it is the only other child, and nobody but the worker ends it
                assertThat(waiter.await(waiter.awaitEnd().orElseThrow()))
                        .hasValueSatisfying(
                                exit -> assertThat(exit.code() + exit.signal()).isZero());
            }
        }
    }

    private static List<LaunchAnswer> concatenated(List<LaunchAnswer> first, List<LaunchAnswer> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private TestService serve(String roots, String... conf) throws Exception {
        TestService service = new TestService(roots, conf);
        Crew.Hiring hiring = () -> new Worker(service.open(), service.entry(), children, IDLE);
        new Crew(service.open(), 2, hiring, ChannelWatch.start(), timer).begin();
        return service;
    }

    /** A connection to 127.0.0.1 as a host accepts it. */
    private static final class Accepted implements AutoCloseable {
        private static final InetAddress HERE = here();

        private final Descriptor listener = TcpListener.open(HERE, 0, false, 1);
        private final InetSocketAddress local = new SocketAddresses().local(listener);
        private final Socket client = new Socket(HERE, local.getPort());
        private final Descriptor accepted;

        Accepted() throws IOException {
            Optional<TcpListener.Accepted> taken = TcpListener.accept(listener, new SocketAddresses());
            accepted = taken.orElseThrow().socket();
        }

        Descriptor socket() {
            return accepted;
        }

        InetSocketAddress local() {
            return local;
        }

        private static InetAddress here() {
            try {
                return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            } catch (UnknownHostException e) {
                throw new AssertionError("4 bytes are an address", e);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
            listener.close();
        }
    }
}
