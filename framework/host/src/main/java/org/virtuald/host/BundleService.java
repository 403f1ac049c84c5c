package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.launcher.EndpointSockets;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Notice;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.StreamSocket;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Arrival;
import org.virtuald.service.Connection;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Service;

/**
 * A service of a bundle on its event loop, with its own threads. {@link #stop} is for any thread, once; all else that is not
 * said to be is for the loop's.
 */
final class BundleService implements Gate.Inside {
    private static final int STOP_SECONDS = 3;
    private static final int PRIVILEGED_PORTS = 1024;

    /** What a peer that goes away leaves behind, recv(2) and send(2). */
    private static final Set<Errno> OF_PEERS =
            EnumSet.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT, Errno.ENOTCONN);

    private final BundleServiceTerms terms;
    private final Service service;
    private final HandOver handOver;
    private final Logger log;
    private final EventLoop loop;
    private final List<Listener> listeners;
    private final Gate gate;
    private final Acceptor acceptor;
    private final SocketAddresses addresses = new SocketAddresses();
    private final ThreadPoolExecutor threads;
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile String lastFailure = "";
    private int served;
    private boolean stopping;

    /**
     * @param listeners its own from now on
     */
    BundleService(
            BundleServiceTerms terms,
            Service service,
            List<Listener> listeners,
            EventLoop loop,
            Filters filters,
            ConnectionNumbers numbers,
            HandOver handOver) {
        this.terms = terms;
        this.service = service;
        this.handOver = handOver;
        this.loop = loop;
        this.listeners = listeners;
        this.log = LoggerFactory.getLogger(terms.name());
        this.gate = new Gate(terms.name(), loop, filters, numbers, this, new Notice(""), log);
        this.acceptor = new Acceptor(loop, gate, log);
        this.threads = CallThreads.pool(terms.name(), terms.threads(), Integer.MAX_VALUE);
    }

    /**
     * Opens the listeners of a service; any thread may.
     *
     * @throws ErrnoException when one cannot be opened; none is open then
     */
    static List<Listener> openListeners(List<Endpoint> endpoints) throws ErrnoException {
        List<Listener> all = new ArrayList<>();
        SocketAddresses addresses = new SocketAddresses();
        try {
            for (Endpoint endpoint : endpoints) {
                for (Descriptor socket : EndpointSockets.open(endpoint, OptionalInt.empty(), false)) {
                    all.add(new Listener(endpoint, "", socket));
                    int last = all.size() - 1;
                    all.set(last, new Listener(endpoint, NumericAddress.text(addresses.local(socket)), socket));
                }
            }
            return List.copyOf(all);
        } catch (ErrnoException | RuntimeException e) {
            all.forEach(listener -> listener.socket().close());
            throw e;
        }
    }

    /** Why a listener cannot be opened, with what to do about it. */
    static String reason(ErrnoException failure) {
        String port = failure.subject().substring(failure.subject().lastIndexOf(':') + 1);
        boolean privileged = port.matches("[0-9]{1,5}") && Integer.parseInt(port) < PRIVILEGED_PORTS;
        return failure.getMessage()
                + (failure.is(Errno.EACCES) && privileged
                        ? "; a bundle's service opens its ports without privileges: take one from 1024 on, or lower"
                                + " net.ipv4.ip_unprivileged_port_start"
                        : "");
    }

    /** Starts to accept. */
    void start() throws IOException {
        acceptor.start(listeners);
        acceptor.update();
    }

    @Override
    public boolean hasRoom() {
        return !stopping && served < terms.threads();
    }

    @Override
    public void enter(long id, Endpoint endpoint, TcpListener.Accepted accepted) {
        try {
            Arrival arrival = new Arrival(
                    id, terms.name(), endpoint, addresses.local(accepted.socket()), accepted.remote(), Duration.ZERO);
            Connection connection = new BundleConnection(arrival, new StreamSocket(accepted.socket()), handOver);
            connections.add(connection);
            served++;
            threads.execute(() -> serve(connection));
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(accepted.remote()), e.getMessage());
            accepted.socket().close();
        }
    }

    @Override
    public void gateMoved() {
        acceptor.update();
    }

    @Override
    public void broken(String reason) {
        log.error("{}: no connection is accepted any more", reason);
    }

    private void serve(Connection connection) {
        serving.add(Thread.currentThread());
        try (connection) {
            ContextClassLoader.of(service, () -> {
                service.serve(connection);
                return service;
            });
            log.debug("{} served", NumericAddress.text(connection.remote()));
        } catch (IOException e) {
            broke(connection, e);
        } catch (Throwable e) { // whatever it is, it is the bundle's and ends this connection alone
            failed(connection, e);
        } finally {
            serving.remove(Thread.currentThread());
            connections.remove(connection);
            loop.execute(() -> {
                served--;
                acceptor.update();
            });
        }
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

    /** Closes its listeners and connections and waits a moment for its threads. */
    void stop() {
        try {
            loop.call(() -> {
                stopping = true;
                acceptor.stop();
                gate.close();
                return this;
            });
        } catch (IOException e) {
            log.error("cannot stop: {}", e.getMessage());
        }
        listeners.forEach(listener -> listener.socket().close());
        connections.forEach(Connection::close);
        threads.shutdownNow();
        if (!serving.contains(Thread.currentThread())) { // else the service itself has asked for this
            awaitThreads();
        }
    }

    private void awaitThreads() {
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.error(
                        "{} of its threads go on although the service has ended; they keep its bundle in memory",
                        threads.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
