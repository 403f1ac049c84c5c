package org.virtuald.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** The services of conf files that run, and those that were stopped while programs of theirs still run. For any thread. */
final class RunningServices {
    private final Map<String, RunningService> running = new ConcurrentHashMap<>();

    /** Services that were stopped and have programs that run. */
    private final Map<String, List<RunningService>> ending = new ConcurrentHashMap<>();

    /** The services that an administrator has paused; it is remembered while their confs change. */
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    Optional<RunningService> find(String name) {
        return Optional.ofNullable(running.get(name));
    }

    boolean has(String name) {
        return running.containsKey(name);
    }

    /** Those that run, and those that have stopped and still have programs. */
    Set<String> known() {
        Set<String> known = new HashSet<>(running.keySet());
        known.addAll(ending.keySet());
        return known;
    }

    void put(String name, RunningService service) {
        running.put(name, service);
    }

    /** Takes a service out that is about to be stopped; it is known until its programs have ended. */
    Optional<RunningService> stop(String name) {
        Optional<RunningService> stopping = Optional.ofNullable(running.remove(name));
        stopping.ifPresent(service -> ending.merge(name, List.of(service), RunningServices::with));
        return stopping;
    }

    /** The last program of a stopped service has ended. */
    void ended(String name, RunningService service) {
        ending.computeIfPresent(name, (same, all) -> {
            List<RunningService> others =
                    all.stream().filter(other -> !other.equals(service)).toList();
            return others.isEmpty() ? null : others;
        });
    }

    private static List<RunningService> with(List<RunningService> some, List<RunningService> more) {
        List<RunningService> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** The names of the services that run, sorted. */
    List<String> names() {
        return running.keySet().stream().sorted().toList();
    }

    /** Where a running service listens; empty when it does not run. */
    List<Listener> listeners(String name) {
        return find(name).map(RunningService::listeners).orElse(List.of());
    }

    /** What runs, in one line for people. */
    String summary() {
        List<String> names = names();
        int listeners = running.values().stream()
                .mapToInt(service -> service.listeners().size())
                .sum();
        return names.isEmpty()
                ? "no service is running"
                : "serving " + String.join(", ", names) + " on " + listeners
                        + (listeners == 1 ? " listener" : " listeners");
    }

    /** Leaves new connections of a service in the kernel's queue, or takes them again; its successors do the same. */
    void pause(String name, boolean pause) {
        if (pause) {
            paused.add(name);
        } else {
            paused.remove(name);
        }
        find(name)
                .ifPresent(service ->
                        service.loop().execute(() -> service.service().pause(pause)));
    }

    boolean isPaused(String name) {
        return paused.contains(name);
    }

    /** Forgets what was asked of a service that is gone. */
    void forget(String name) {
        paused.remove(name);
    }

    /** Waits until no connection of a service, and of those whose place it took, is left. */
    void awaitIdle(String name) throws InterruptedException {
        List<RunningService> all = all(name);
        CountDownLatch idle = new CountDownLatch(all.size());
        all.forEach(service -> service.loop().execute(() -> service.service().whenIdle(idle::countDown)));
        idle.await();
    }

    /** Ends the program of a connection: SIGTERM, after a while SIGKILL. */
    void terminate(String name, long connection) {
        all(name)
                .forEach(service ->
                        service.loop().execute(() -> service.service().terminate(connection)));
    }

    private List<RunningService> all(String name) {
        List<RunningService> all = new ArrayList<>(ending.getOrDefault(name, List.of()));
        find(name).ifPresent(all::add);
        return all;
    }
}
