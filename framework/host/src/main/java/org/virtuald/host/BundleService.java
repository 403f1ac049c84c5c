package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.StreamSocket;
import org.virtuald.service.Arrival;
import org.virtuald.service.Connection;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Service;

/**
 * A service of a bundle on its event loop, with its own threads. {@link #stop} is for any thread, once; all else that is not
 * said to be is for the loop's.
 */
final class BundleService implements ServiceKind.Open, Gate.Inside {

    /** What a peer that goes away leaves behind, recv(2) and send(2). */
    private static final Set<Errno> OF_PEERS =
            EnumSet.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT, Errno.ENOTCONN);

    private final BundleServiceTerms terms;
    private final Service service;
    private final HandOver handOver;
    private final Grace grace;
    private final ServiceTraffic traffic;
    private final Logger log;
    private final EventLoop loop;
    private final List<Listener> listeners;
    private final Gate gate;
    private final Acceptor acceptor;
    private final Respite respite;
    private final SocketAddresses addresses = new SocketAddresses();
    private final ThreadPoolExecutor threads;
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile String lastFailure = "";
    private int served;
    private boolean stopping;
    private boolean paused;
    private final List<Runnable> whenIdle = new ArrayList<>();

    /**
     * @param listeners its own from now on
     */
    BundleService(
            BundleServiceTerms terms,
            Service service,
            List<Listener> listeners,
            EventLoop loop,
            Admission admission,
            HandOver handOver,
            Grace grace) {
        this.terms = terms;
        this.service = service;
        this.handOver = handOver;
        this.grace = grace;
        this.loop = loop;
        this.listeners = listeners;
        this.log = LoggerFactory.getLogger(terms.name());
        this.traffic = admission.traffic().of(terms.name());
        this.gate = new Gate(terms.name(), loop, admission, this, log);
        this.acceptor = new Acceptor(loop, gate, log);
        this.respite = new Respite(loop, log, acceptor::update);
        this.threads = CallThreads.pool(terms.name(), terms.threads(), Integer.MAX_VALUE);
    }

    @Override
    public void start() throws IOException {
        acceptor.start(listeners);
        acceptor.update();
    }

    @Override
    public boolean hasRoom() {
        return !stopping && !paused && !respite.isOn() && served < terms.threads();
    }

    @Override
    public void enter(Newcomer newcomer) {
        try {
            Arrival arrival = new Arrival(
                    newcomer.id(),
                    terms.name(),
                    newcomer.endpoint(),
                    newcomer.local(addresses),
                    newcomer.remote(),
                    Duration.ZERO);
            Connection connection = new BundleConnection(arrival, new StreamSocket(newcomer.socket()), handOver);
            connections.add(connection);
            served++;
            ServedConnection events = ServedConnection.start(traffic, newcomer, arrival.local());
            threads.execute(() -> serve(connection, events));
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(newcomer.remote()), e.getMessage());
            newcomer.drop();
        }
    }

    @Override
    public void gateMoved() {
        acceptor.update();
        tellIfIdle();
    }

    @Override
    public void broken(String reason) {
        log.error("{}: no connection is accepted any more", reason);
    }

    @Override
    public void close(long connection) {
        connections.stream().filter(one -> one.arrival().id() == connection).forEach(Connection::close);
    }

    private void serve(Connection connection, ServedConnection events) {
        serving.add(Thread.currentThread());
        String failure = "";
        try (connection) {
            ContextClassLoader.of(service, () -> {
                service.serve(connection);
                return service;
            });
            log.debug("{} served", NumericAddress.text(connection.remote()));
        } catch (IOException e) {
            broke(connection, e);
        } catch (Throwable e) { // whatever it is, it is the bundle's and ends this connection alone
            failure = e.toString();
            failed(connection, e);
        } finally {
            serving.remove(Thread.currentThread());
            connections.remove(connection);
            events.end(failure);
            served(failure);
        }
    }

    private void served(String failure) {
        loop.execute(() -> {
            served--;
            if (failure.isEmpty()) {
                respite.succeeded();
            } else {
                respite.failed(failure);
            }
            acceptor.update();
            tellIfIdle();
        });
    }

    private void broke(Connection connection, IOException failure) {
        boolean usual = failure instanceof ClosedChannelException
                || (failure instanceof ErrnoException errno && OF_PEERS.contains(Errno.valueOf(errno.number())));
        if (usual) {
            log.debug("{}: {}", NumericAddress.text(connection.remote()), failure.toString());
        } else {
            log.warn("{}: {}", NumericAddress.text(connection.remote()), failure.toString());
        }
    }

    /** The first of many equal failures is told with its stack. */
    private void failed(Connection connection, Throwable failure) {
        String remote = NumericAddress.text(connection.remote());
        String text = failure.toString();
        if (text.equals(lastFailure)) {
            log.error("{}: the service has thrown {}", remote, text);
        } else {
            lastFailure = text;
            log.error("{}: the service has thrown {}", remote, text, failure);
        }
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        acceptor.update();
    }

    @Override
    public void whenIdle(Runnable task) {
        whenIdle.add(task);
        tellIfIdle();
    }

    private void tellIfIdle() {
        if (served == 0 && gate.isEmpty()) {
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
    }

    /**
     * Takes no connection any more, gives those that it has a moment to end by themselves, then closes them
     * and waits a moment for its threads. The listeners leave as soon as nothing is accepted from them.
     */
    @Override
    public void stop(Consumer<List<Listener>> leave) {
        CountDownLatch idle = new CountDownLatch(1);
        try {
            loop.call(() -> {
                stopping = true;
                acceptor.stop();
                whenIdle(idle::countDown);
                return this;
            });
        } catch (IOException e) {
            log.error("cannot stop: {}", e.getMessage());
        }
        leave.accept(listeners);
        boolean ownThread = serving.contains(Thread.currentThread()); // the service itself has asked for this
        if (!ownThread) {
            grace.await(idle);
        }
        loop.execute(gate::close);
        connections.forEach(Connection::close);
        CallThreads.end(threads, ownThread, log);
        grace.over();
    }
}
