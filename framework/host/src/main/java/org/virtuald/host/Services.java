package org.virtuald.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;
import org.virtuald.host.service.ServiceStarter;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.NumericAddress;

/** Starts and stops the services of conf files for their bundles: channel and sockets from the launcher, a place on a loop. */
final class Services implements ServiceStarter {
    private final Launcher launcher;
    private final EventLoops loops;
    private final boolean verbose;
    private volatile BiConsumer<String, String> whenBroken = (name, reason) -> {};
    private final ConnectionNumbers numbers = new ConnectionNumbers();
    private final Map<String, ServiceConf> confs = new ConcurrentHashMap<>();
    private final Map<String, List<Listener>> open = new ConcurrentHashMap<>();

    /** Launch channels that were opened ahead of their services' start. */
    private final Map<String, LaunchChannel> prepared = new ConcurrentHashMap<>();

    /**
     * @param verbose whether all services log every connection
     */
    Services(Launcher launcher, EventLoops loops, boolean verbose) {
        this.launcher = launcher;
        this.loops = loops;
        this.verbose = verbose;
    }

    /** From now on the handler is told the name, and the reason, when a running service cannot go on. */
    void whenBroken(BiConsumer<String, String> handler) {
        whenBroken = handler;
    }

    /** From now on the service is started with this conf. */
    void accept(ServiceConf conf) {
        confs.put(conf.name(), conf);
    }

    /**
     * Has the launcher open the service with this conf; the next start makes use of that.
     *
     * @throws ServiceStartException when the launcher refuses; a running service is not touched
     */
    void prepare(ServiceConf conf) throws ServiceStartException {
        LaunchChannel unused = prepared.put(conf.name(), openChannel(conf));
        if (unused != null) {
            unused.close();
        }
    }

    /** Where a running service listens; empty when it does not run. */
    List<Listener> listeners(String name) {
        return open.getOrDefault(name, List.of());
    }

    @Override
    public Running start(String name) throws ServiceStartException {
        ServiceConf conf = confs.get(name);
        if (conf == null) {
            throw new ServiceStartException(false, name + ": there is no conf for it any more");
        }
        LaunchChannel ready = prepared.remove(name);
        LaunchChannel channel = ready == null ? openChannel(conf) : ready;
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < conf.listen().size(); i++) {
                bind(conf, i, listeners);
            }
            EventLoop loop = loops.join();
            LaunchedService service = onLoop(
                    loop,
                    () -> new LaunchedService(
                            name,
                            loop,
                            listeners,
                            channel,
                            numbers,
                            verbose || conf.verbose(),
                            reason -> whenBroken.accept(name, reason)));
            open.put(name, List.copyOf(listeners));
            return () -> stop(name, loop, service);
        } catch (IOException | ServiceStartException e) {
            listeners.forEach(listener -> listener.socket().close());
            channel.close();
            throw e instanceof ServiceStartException known
                    ? known
                    : new ServiceStartException(true, name + ": " + e.getMessage());
        }
    }

    private LaunchChannel openChannel(ServiceConf conf) throws ServiceStartException {
        try {
            Launcher.Opening opening = launcher.open(conf.name(), conf.digest());
            if (opening instanceof Launcher.Opening.Opened opened) {
                opened.warnings()
                        .forEach(warning -> LoggerFactory.getLogger(conf.name()).warn("{}", warning));
                return opened.channel();
            }
            throw new ServiceStartException(
                    false,
                    ((Launcher.Opening.Rejected) opening)
                            .problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        } catch (LauncherException | ErrnoException e) {
            throw new ServiceStartException(true, conf.name() + ": " + e.getMessage());
        }
    }

    private void bind(ServiceConf conf, int index, List<Listener> into) throws ServiceStartException {
        try {
            SocketAddresses addresses = new SocketAddresses();
            for (Descriptor socket : launcher.bind(conf.name(), index)) {
                String address = NumericAddress.text(addresses.local(socket));
                into.add(new Listener(conf.listen().get(index), address, socket));
            }
        } catch (LauncherException | ErrnoException e) {
            throw new ServiceStartException(true, conf.name() + ": " + e.getMessage());
        }
    }

    /** Returns when the listeners are closed; the loop keeps the service until its programs have ended. */
    private void stop(String name, EventLoop loop, LaunchedService service) {
        List<Listener> listeners = open.getOrDefault(name, List.of());
        open.remove(name);
        try {
            onLoop(loop, () -> {
                service.stop(() -> loops.leave(loop));
                listeners.forEach(listener -> listener.socket().close());
                return service;
            });
        } catch (IOException e) {
            LoggerFactory.getLogger(name).error("cannot stop: {}", e.getMessage());
        }
    }

    /** Something to be done on a loop's thread. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T onLoop(EventLoop loop, Work<T> work) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
