package org.virtuald.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.admission.Access;
import org.virtuald.host.service.ServiceStartException;
import org.virtuald.host.service.ServiceStarter;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Endpoint;

/**
 * Starts and stops the services of conf files for their bundles. A service that takes another's place gets the listeners of
 * the endpoints that both have: they are never closed, and the kernel queues connections meanwhile.
 */
final class Services implements ServiceStarter {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration LONGEST_LAUNCH = Duration.ofSeconds(5);

    /** What a service is made from. */
    private record Wanted(ServiceConf conf, AccessList access) {}

    private final Launcher launcher;
    private final ListenerOpener opener;
    private final EventLoops loops;
    private final Admission admission;
    private final RootLogs rootLogs;
    private final boolean verbose;
    private final SocketClaims claims = new SocketClaims();
    private final Map<String, Wanted> confs = new ConcurrentHashMap<>();
    private final Map<String, PreparedService> prepared = new ConcurrentHashMap<>();
    private final RunningServices running = new RunningServices();

    /** Of each service that has stopped, whether the launcher has answered for all its connections. */
    private final Set<CountDownLatch> launching = ConcurrentHashMap.newKeySet();

    private volatile BiConsumer<String, String> whenBroken = (name, reason) -> {};

    /**
     * @param supervisor may have listeners for them, and keeps what they open
     * @param admission what all services share in deciding about connections
     * @param rootLogs the log sockets in their roots
     * @param verbose whether all services log every connection
     */
    Services(
            Launcher launcher,
            EventLoops loops,
            Supervisor supervisor,
            Admission admission,
            RootLogs rootLogs,
            boolean verbose) {
        this.launcher = launcher;
        this.opener = new ListenerOpener(launcher, supervisor);
        this.loops = loops;
        this.admission = admission;
        this.rootLogs = rootLogs;
        this.verbose = verbose;
    }

    /** Those that run. */
    RunningServices running() {
        return running;
    }

    /** From now on the handler is told the name, and the reason, when a running service cannot go on. */
    void whenBroken(BiConsumer<String, String> handler) {
        whenBroken = handler;
    }

    /**
     * Acquires all that the service needs with this conf; its next start makes use of that.
     *
     * @param access the list of those who may connect
     * @throws ServiceStartException when something cannot be had; a running service is not touched
     */
    void prepare(ServiceConf conf, AccessList access) throws ServiceStartException {
        Wanted wanted = new Wanted(conf, access);
        PreparedService ready = acquire(wanted);
        confs.put(conf.name(), wanted);
        PreparedService unused = prepared.put(conf.name(), ready);
        if (unused != null) {
            unused.abandon(running.has(conf.name()), opener::close);
        }
    }

    /** Takes note of the conf of a service that is stopped; nothing of it is opened before its bundle is started. */
    void note(ServiceConf conf, AccessList access) {
        confs.put(conf.name(), new Wanted(conf, access));
    }

    /** Has a service decide by this list from now on; answers whether it is another one than before. */
    boolean use(String name, AccessList access) {
        confs.computeIfPresent(name, (same, wanted) -> new Wanted(wanted.conf(), access));
        return running.find(name).map(service -> service.access().use(access)).orElse(false);
    }

    /** Forgets what was asked of a service that is gone. */
    void forget(String name) {
        running.forget(name);
        confs.remove(name);
    }

    /** Gives back what was acquired for a start that did not come. */
    void abandon(String name) {
        PreparedService unused = prepared.remove(name);
        if (unused != null) {
            unused.abandon(running.has(name), opener::close);
        }
    }

    /**
     * Has the launcher read a running service's roots table again; neither the service nor its connections are touched.
     *
     * @return errors, if the table was refused and the present one stays in force, and warnings
     */
    List<Problem> readRoots(String name) throws LauncherException, ErrnoException {
        Optional<RunningService> service = running.find(name);
        if (service.isEmpty()) {
            return List.of();
        }
        List<Problem> problems = launcher.readRoots(service.get().channel());
        Wanted wanted = confs.get(name);
        if (wanted != null) {
            rootLogs.follow(wanted.conf(), service.get().channel());
        }
        return problems;
    }

    /** Tries again to open log sockets that could not be opened, and closes those of services that are gone with their programs. */
    void followRootLogs() {
        for (String name : rootLogs.incomplete()) {
            Wanted wanted = confs.get(name);
            Optional<RunningService> service = running.find(name);
            if (wanted != null && service.isPresent()) {
                rootLogs.follow(wanted.conf(), service.get().channel());
            }
        }
        rootLogs.keepOnly(running.known());
    }

    /**
     * Opens and closes listening sockets of a running service that has one for each address of its roots table, as the table and
     * the machine are now; those that stay are not touched.
     */
    void followAddresses(String name) throws LauncherException, ErrnoException {
        RunningService service = running.find(name).orElse(null);
        Wanted wanted = confs.get(name);
        if (service == null
                || wanted == null
                || !(service.service() instanceof WaitService waiting)
                || !spreads(wanted.conf())) {
            return;
        }
        ServiceConf conf = wanted.conf();
        List<Listener> opened = new ArrayList<>();
        try {
            List<Listener> now = opener.open(conf, service.channel(), service.listeners(), service.listeners(), opened);
            List<Listener> gone = service.listeners().stream()
                    .filter(listener -> !now.contains(listener))
                    .toList();
            if (opened.isEmpty() && gone.isEmpty()) {
                return;
            }
            service.loop().call(() -> {
                waiting.listenOn(now);
                return waiting;
            });
            running.put(name, new RunningService(service.loop(), waiting, service.access(), service.channel(), now));
            gone.forEach(this::close);
            opened.forEach(listener -> LOG.info("{} on {}", name, listener.address()));
            gone.forEach(listener -> LOG.info("{} no more on {}", name, listener.address()));
        } catch (ErrnoException e) {
            opened.forEach(opener::close);
            throw e;
        } catch (IOException e) {
            opened.forEach(opener::close);
            LOG.error("{}: {}", name, e.getMessage());
        }
    }

    private static boolean spreads(ServiceConf conf) {
        return conf.listen().stream().anyMatch(endpoint -> EndpointRoots.maySpread(conf, endpoint));
    }

    private void close(Listener listener) {
        if (claims.isHeld(listener.socket())) {
            opener.leaveToProgram(listener);
        } else {
            opener.close(listener);
        }
    }

    /** A running service that takes connections from another one; empty when it does not run or does not name that one. */
    Optional<RunningService> open(String name, String from) {
        Wanted wanted = confs.get(name);
        return wanted != null && wanted.conf().acceptFrom().contains(from) ? running.find(name) : Optional.empty();
    }

    @Override
    public Running start(String name) throws ServiceStartException {
        PreparedService ready = prepared.remove(name);
        if (ready == null) {
            Wanted wanted = confs.get(name);
            if (wanted == null) {
                throw new ServiceStartException(false, name + ": there is no conf for it any more");
            }
            ready = acquire(wanted);
        }
        PreparedService taken = ready;
        rootLogs.follow(taken.conf(), taken.channel()); // before the first program runs
        EventLoop loop;
        try {
            loop = loops.join();
        } catch (IOException e) {
            taken.abandon(false, opener::close);
            throw new ServiceStartException(true, name + ": " + e.getMessage());
        }
        try {
            Launching service = loop.call(() -> launching(taken, loop));
            running.put(name, new RunningService(loop, service, taken.access(), taken.channel(), taken.listeners()));
            return () -> stop(name);
        } catch (IOException e) {
            loops.leave(loop);
            taken.abandon(false, opener::close);
            throw new ServiceStartException(true, name + ": " + e.getMessage());
        }
    }

    private Launching launching(PreparedService ready, EventLoop loop) throws IOException {
        ServiceConf conf = ready.conf();
        boolean tells = verbose || conf.verbose();
        boolean isPaused = running.isPaused(conf.name());
        Consumer<String> broken = reason -> whenBroken.accept(conf.name(), reason);
        if (conf.redirect().isPresent()) {
            return new RelayService(ready, conf.redirect().get(), loop, admission, tells, isPaused, broken);
        }
        return conf.sockets().waits()
                ? new WaitService(ready, loop, admission, claims, tells, isPaused, broken)
                : new LaunchedService(ready, loop, admission, tells, isPaused, broken);
    }

    private PreparedService acquire(Wanted wanted) throws ServiceStartException {
        ServiceConf conf = wanted.conf();
        LaunchChannel channel = openChannel(conf);
        List<Listener> opened = new ArrayList<>();
        try {
            List<Listener> present = running.listeners(conf.name());
            List<Listener> reused = present.stream()
                    .filter(listener -> listener.endpoint() instanceof Endpoint.Unix || isReusedBy(conf))
                    .toList();
            List<Listener> all = opener.open(conf, channel, present, reused, opened);
            Access access = new Access(conf.access(), wanted.access());
            return new PreparedService(conf, access, channel, all, opened);
        } catch (LauncherException | ErrnoException e) {
            opened.forEach(opener::close);
            channel.close();
            throw new ServiceStartException(true, conf.name() + ": " + e.getMessage());
        }
    }

    /**
     * Whether a conf's service can go on with the sockets of the one that runs. Not if it has other options, which are set
     * before a socket is bound. A program that has a listening socket can make it block, or not, for all who have it; a service
     * that accepts by itself must not wait for what that program may do. Only a Unix socket is used again in any case, for its
     * name cannot be bound beside it.
     */
    private boolean isReusedBy(ServiceConf conf) {
        RunningService present = running.find(conf.name()).orElse(null);
        Wanted before = confs.get(conf.name());
        return present == null
                || before == null
                || (present.service() instanceof WaitService == conf.sockets().waits()
                        && before.conf()
                                .sockets()
                                .tuning()
                                .equals(conf.sockets().tuning()));
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

    /** Returns when nothing is accepted any more; the loop keeps the service until its programs have ended. */
    private void stop(String name) {
        running.stop(name).ifPresent(stopping -> stop(name, stopping));
    }

    private void stop(String name, RunningService stopping) {
        PreparedService successor = prepared.get(name);
        Set<Listener> kept = successor == null ? Set.of() : new HashSet<>(successor.listeners());
        List<Listener> leaving = stopping.listeners().stream()
                .filter(listener -> !kept.contains(listener))
                .toList();
        List<Listener> ceasing =
                leaving.stream().filter(listener -> !opener.outlives(listener)).toList();
        CountDownLatch answered = new CountDownLatch(1);
        launching.add(answered);
        try {
            stopping.loop().call(() -> {
                stopping.service().stop(ceasing, () -> answered(answered), () -> ended(name, stopping));
                return stopping;
            });
        } catch (IOException e) {
            answered(answered);
            LoggerFactory.getLogger(name).error("cannot stop: {}", e.getMessage());
        }
        leaving.forEach(this::close);
    }

    private void answered(CountDownLatch launches) {
        launching.remove(launches);
        launches.countDown();
    }

    /**
     * Waits until the launcher has answered for every connection that was accepted: one that it has not started a program
     * for would be lost with it.
     */
    void awaitLaunches() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_LAUNCH.toNanos();
        for (CountDownLatch answered : launching) {
            if (!answered.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("connections are lost: no answer from the launcher in {} s", LONGEST_LAUNCH.toSeconds());
                return;
            }
        }
    }

    private void ended(String name, RunningService service) {
        loops.leave(service.loop());
        running.ended(name, service);
    }
}
