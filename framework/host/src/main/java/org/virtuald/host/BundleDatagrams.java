package org.virtuald.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.host.DatagramLosses.Kind;
import org.virtuald.posix.DatagramReceiver;
import org.virtuald.posix.DatagramReceiver.Received;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.Arrival;
import org.virtuald.service.DatagramService;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Verdict;

/**
 * A datagram service of a bundle on its event loop, with its own threads. It takes a few datagrams at a wake-up, so that others
 * on the loop have their turn, and none while it has no room for them: then the kernel queues them, and drops what is too much at
 * no cost to this process. {@link #stop} is for any thread, once; all else that is not said to be is for the loop's.
 */
final class BundleDatagrams implements ServiceKind.Open {
    private static final int MOST_AT_A_WAKE_UP = 32;
    private static final int MOST_EXAMINED = 32;
    private static final Duration PAUSE_WITHOUT_MEMORY = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOG_LINES = Duration.ofMinutes(1);

    /** One of its sockets. */
    private final class Source {
        private final Listener listener;
        private final int port;
        private final EventLoop.Registration registration;
        private boolean usable = true;
        private int lost;

        Source(Listener listener) throws IOException {
            this.listener = listener;
            this.lost = drops.told(listener.socket());
            this.port = new SocketAddresses().local(listener.socket()).getPort();
            this.registration = loop.register(listener.socket(), SelectionKey.OP_READ, () -> receiveFrom(this));
        }
    }

    private final BundleServiceTerms terms;
    private final DatagramService service;
    private final List<Listener> listeners;
    private final EventLoop loop;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final Logger log;
    private final DropCounts drops;
    private final Grace grace;
    private final Replies replies;
    private final DatagramReceiver receiver = new DatagramReceiver();
    private final List<Source> sources = new ArrayList<>();
    private final DatagramLosses losses;
    private final ThreadPoolExecutor threads;
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
    private int examined;
    private int underWay;
    private boolean withoutMemory;
    private boolean stopping;
    private boolean paused;
    private boolean ended;
    private final List<Runnable> whenIdle = new ArrayList<>();

    /**
     * @param listeners its own from now on
     */
    BundleDatagrams(
            BundleServiceTerms terms,
            DatagramService service,
            List<Listener> listeners,
            EventLoop loop,
            Filters filters,
            ConnectionNumbers numbers,
            DropCounts drops,
            Grace grace) {
        this.terms = terms;
        this.service = service;
        this.listeners = listeners;
        this.loop = loop;
        this.filters = filters;
        this.numbers = numbers;
        this.drops = drops;
        this.grace = grace;
        Logger own = LoggerFactory.getLogger(terms.name());
        this.log = own;
        this.replies = new Replies();
        // of this object it knows nothing: what waits in the loop to be told must not keep the bundle in memory
        this.losses = new DatagramLosses(
                loop, BETWEEN_LOG_LINES, (level, text) -> own.atLevel(level).log(text));
        this.threads = CallThreads.pool(terms.name() + "/udp", terms.threads(), Integer.MAX_VALUE);
    }

    @Override
    public void start() throws IOException {
        try {
            for (Listener listener : listeners) {
                sources.add(new Source(listener));
            }
            update();
        } catch (IOException e) {
            sources.forEach(source -> source.registration.cancel());
            throw e;
        }
    }

    private boolean hasRoom() {
        return !stopping
                && !paused
                && !withoutMemory
                && examined < MOST_EXAMINED
                && underWay < terms.threads() + DatagramService.MOST_WAITING;
    }

    /** Waits for datagrams if there is room for them, else leaves them to the kernel. */
    private void update() {
        boolean room = hasRoom();
        for (Source source : sources) {
            source.registration.interest(room && source.usable ? SelectionKey.OP_READ : 0);
        }
    }

    private void receiveFrom(Source source) {
        try {
            for (int i = 0; i < MOST_AT_A_WAKE_UP && hasRoom(); i++) {
                Received received = receiver.tryReceive(source.listener.socket());
                if (received instanceof Received.Nothing) {
                    break;
                }
                take(source, received);
            }
        } catch (ErrnoException e) {
            failed(source, e);
        }
        update();
    }

    private void take(Source source, Received received) {
        if (received instanceof Received.Datagram datagram) {
            tellOfLost(source, datagram.lost());
            examine(source, datagram);
        } else if (received instanceof Received.Unusable unusable) {
            losses.add(Kind.UNUSABLE, 1, source.listener.address() + ": " + unusable.reason());
        } else if (received instanceof Received.NetworkError error) {
            log.debug("{}: {}", source.listener.address(), ErrnoException.describe(error.errno()));
        }
    }

    private void tellOfLost(Source source, int lost) {
        int more = lost - source.lost; // both modulo 2 to the power of 32
        source.lost = lost;
        if (more != 0) {
            losses.add(
                    Kind.LOST,
                    Integer.toUnsignedLong(more),
                    source.listener.address() + " got more than it could take");
        }
    }

    private void failed(Source source, ErrnoException failure) {
        if (failure.is(Errno.ENOMEM) || failure.is(Errno.ENOBUFS)) {
            withoutMemory = true;
            loop.after(PAUSE_WITHOUT_MEMORY, () -> {
                withoutMemory = false;
                update();
            });
        } else {
            source.usable = false;
            log.error(
                    "{}: {}: no datagram is received there any more", source.listener.address(), failure.getMessage());
        }
    }

    private void examine(Source source, Received.Datagram received) {
        Arrival arrival = new Arrival(
                numbers.next(),
                terms.name(),
                source.listener.endpoint(),
                new InetSocketAddress(received.path().local(), source.port),
                received.path().remote(),
                Duration.ZERO);
        BundleDatagram datagram =
                new BundleDatagram(arrival, received.payload(), received.path(), source.listener.socket(), replies);
        if (filters.areThereFor(terms.name())) {
            examined++;
            filters.examine(arrival, decision -> loop.execute(() -> decided(datagram, decision)));
        } else {
            enter(datagram);
        }
    }

    private void decided(BundleDatagram datagram, Filters.Decision decision) {
        examined--;
        if (ended) {
            return;
        }
        Verdict verdict = decision.verdict();
        if (verdict instanceof Verdict.Accept) {
            enter(datagram);
        } else {
            String reason = verdict instanceof Verdict.Refuse refuse ? refuse.reason() : "datagrams cannot be held";
            losses.add(
                    Kind.REFUSED, 1, NumericAddress.text(datagram.remote()) + " by " + decision.by() + ": " + reason);
        }
        update();
        tellIfIdle();
    }

    private void enter(BundleDatagram datagram) {
        underWay++;
        threads.execute(() -> serve(datagram));
    }

    private void serve(BundleDatagram datagram) {
        serving.add(Thread.currentThread());
        String failure = "";
        try {
            ContextClassLoader.of(service, () -> {
                service.receive(datagram);
                return service;
            });
        } catch (ErrnoException | ClosedChannelException e) {
            log.debug("{}: {}", NumericAddress.text(datagram.remote()), e.toString());
        } catch (Throwable e) { // whatever it is, it is the bundle's and ends the work on this datagram alone
            log.debug("{}: the service has thrown", NumericAddress.text(datagram.remote()), e);
            failure = e.toString();
        } finally {
            serving.remove(Thread.currentThread());
            served(datagram, failure);
        }
    }

    private void served(BundleDatagram datagram, String failure) {
        loop.execute(() -> {
            underWay--;
            if (!failure.isEmpty()) {
                losses.add(
                        Kind.FAILED, 1, NumericAddress.text(datagram.remote()) + ": the service has thrown " + failure);
            }
            update();
            tellIfIdle();
        });
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        update();
    }

    /** Datagrams have no connections. */
    @Override
    public void close(long connection) {}

    @Override
    public void whenIdle(Runnable task) {
        whenIdle.add(task);
        tellIfIdle();
    }

    private void tellIfIdle() {
        if (underWay == 0 && examined == 0) {
            tellIdle();
        }
    }

    private void tellIdle() {
        whenIdle.forEach(Runnable::run);
        whenIdle.clear();
    }

    /**
     * Receives nothing any more, gives the datagrams that it has a moment to be answered, then ends its threads
     * and waits a moment for them. The sockets leave when nothing is sent on them any more: what comes meanwhile waits in them.
     */
    @Override
    public void stop(Consumer<List<Listener>> leave) {
        CountDownLatch idle = new CountDownLatch(1);
        onLoop(() -> {
            stopping = true;
            sources.forEach(source -> {
                source.registration.cancel();
                drops.tell(source.listener.socket(), source.lost);
            });
            sources.clear();
            whenIdle(idle::countDown);
        });
        boolean ownThread = serving.contains(Thread.currentThread()); // the service itself has asked for this
        if (!ownThread) {
            grace.await(idle);
        }
        onLoop(() -> {
            ended = true;
            losses.close();
            tellIdle();
        });
        replies.close();
        leave.accept(listeners);
        CallThreads.end(threads, ownThread, log);
        grace.over();
    }

    private void onLoop(Runnable work) {
        try {
            loop.call(() -> {
                work.run();
                return this;
            });
        } catch (IOException e) {
            log.error("cannot stop: {}", e.getMessage());
        }
    }
}
