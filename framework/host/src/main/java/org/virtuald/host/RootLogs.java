package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.DevLogSettings;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.outlet.Outlet;
import org.virtuald.host.rootlog.RootMessage;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.RootLogSocket;
import org.virtuald.posix.Descriptor;

/**
 * The log sockets in the roots of services that have {@code dev-log}: one a root, however many services share it. A root whose
 * socket cannot be made is told of, and its programs are run all the same. For any thread.
 */
final class RootLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** Of one service; each takes a descriptor. */
    private static final int MOST_ROOTS = 1000;

    private final Path confDirectory;
    private final Launcher launcher;
    private final DevLogSettings settings;
    private final Map<String, Set<String>> rootsOf = new HashMap<>();
    private final Map<String, RootLog> logs = new HashMap<>();

    /** Why sockets could not be opened: by service, by root. */
    private final Map<String, Map<String, String>> failures = new HashMap<>();

    /** Made for the first socket: a host without any spares two threads. */
    private Optional<EventLoop> loop = Optional.empty();

    private Optional<Outlet<RootMessage>> outlet = Optional.empty();

    RootLogs(Path confDirectory, Launcher launcher, DevLogSettings settings) {
        this.confDirectory = confDirectory;
        this.launcher = launcher;
        this.settings = settings;
    }

    /**
     * Opens the sockets of a service's roots as its conf and its table are now, and closes those that nobody has any more. A table
     * with errors changes nothing, here as in the launcher.
     */
    synchronized void follow(ServiceConf conf, LaunchChannel channel) {
        roots(conf).ifPresent(wanted -> follow(conf, channel, wanted));
    }

    private void follow(ServiceConf conf, LaunchChannel channel, Map<String, Integer> wanted) {
        Set<String> had = rootsOf.getOrDefault(conf.name(), Set.of());
        if (wanted.isEmpty() && had.isEmpty()) {
            return;
        }
        Map<String, String> failed = new HashMap<>();
        wanted.forEach((root, number) -> {
            if (!logs.containsKey(root)) {
                open(channel, root, number).ifPresent(reason -> failed.put(root, reason));
            }
        });
        note(conf.name(), failed);
        rootsOf.put(conf.name(), new HashSet<>(wanted.keySet()));
        closeUnused();
    }

    /** Services of which a socket could not be opened. */
    synchronized Set<String> incomplete() {
        return Set.copyOf(failures.keySet());
    }

    /** Closes the sockets of all other services. */
    synchronized void keepOnly(Set<String> services) {
        if (rootsOf.keySet().retainAll(services)) {
            failures.keySet().retainAll(services);
            closeUnused();
        }
    }

    /** Directories, and their places in the table; empty when that has errors. */
    private Optional<Map<String, Integer>> roots(ServiceConf conf) {
        if (conf.redirect().isPresent() || !conf.program().devLog()) {
            return Optional.of(Map.of());
        }
        Reading<RootsTable> reading = new ConfReader(confDirectory, ConfFiles.plain()).roots(conf);
        if (!(reading instanceof Reading.Accepted<RootsTable> table)) {
            LOG.warn(
                    "{}: log sockets stay as they are: {}",
                    conf.name(),
                    reading.problems().stream()
                            .map(Problem::toString)
                            .findFirst()
                            .orElse(""));
            return Optional.empty();
        }
        List<String> all = table.value().directories();
        if (all.size() > MOST_ROOTS) {
            LOG.warn(
                    "{}: of {} roots only the first {} in the table get a log socket",
                    conf.name(),
                    all.size(),
                    MOST_ROOTS);
        }
        Map<String, Integer> some = new LinkedHashMap<>();
        for (int number = 0; number < Math.min(all.size(), MOST_ROOTS); number++) {
            some.put(all.get(number), number);
        }
        return Optional.of(some);
    }

    /** Tells what has not been told of a service. */
    private void note(String service, Map<String, String> failed) {
        Map<String, String> before = failures.getOrDefault(service, Map.of());
        failed.forEach((root, reason) -> {
            if (!reason.equals(before.get(root))) {
                LOG.warn("{}: no log socket in {}: {}", service, root, reason);
            }
        });
        if (failed.isEmpty()) {
            failures.remove(service);
        } else {
            failures.put(service, failed);
        }
    }

    /** Opens one; answers why it cannot be. */
    private Optional<String> open(LaunchChannel channel, String root, int number) {
        try {
            Launcher.Binding binding = launcher.bindLog(channel, number, root);
            if (binding instanceof Launcher.Binding.Rejected rejected) {
                return Optional.of(rejected.problems().toString());
            }
            logs.put(
                    root,
                    started(root, ((Launcher.Binding.Bound) binding).sockets().get(0)));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private RootLog started(String root, Descriptor socket) throws IOException {
        try {
            EventLoop on = loop.isPresent() ? loop.get() : new EventLoop("root logs");
            loop = Optional.of(on);
            Outlet<RootMessage> to = outlet.orElseGet(() -> Outlet.open(
                    settings.to(),
                    "messages of programs",
                    RootMessage.forms(),
                    count -> RootMessage.dropped("all", Instant.now(), count)));
            outlet = Optional.of(to);
            return on.call(() -> new RootLog(root, settings.rate(), to, on, socket));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void closeUnused() {
        Set<String> used = new HashSet<>();
        rootsOf.values().forEach(used::addAll);
        logs.entrySet().removeIf(entry -> {
            boolean isUnused = !used.contains(entry.getKey());
            if (isUnused) {
                close(entry.getKey(), entry.getValue());
            }
            return isUnused;
        });
    }

    private void close(String root, RootLog log) {
        try {
            if (loop.isPresent()) {
                loop.get().call(() -> {
                    log.close();
                    return root;
                });
            }
            launcher.remove(RootLogSocket.endpoint(root));
        } catch (IOException e) {
            LOG.warn("{}: cannot take its log socket away: {}", root, e.getMessage());
        }
    }

    /** Closes all, and writes what was read. */
    @Override
    public synchronized void close() {
        rootsOf.clear();
        closeUnused();
        loop.ifPresent(EventLoop::close);
        outlet.ifPresent(Outlet::close);
    }
}
