package org.virtuald.launcher;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Signals;

/**
 * The programs that run now, by pid. Workers enter them, the reaper takes them out. A program may end before the worker
 * that started it has entered it; then the reaper waits until no start is under way and looks once more.
 */
final class Children {

    /** Starts a process and answers its pid. */
    @FunctionalInterface
    interface Start {
        int start() throws ErrnoException;
    }

    /** Told of the pid before anybody can be told of the end. */
    @FunctionalInterface
    interface Entry {
        Child enter(int pid);
    }

    /** Waits for one child that has ended. */
    @FunctionalInterface
    interface Collecting {
        Optional<ChildExit> collect(int pid) throws ErrnoException;
    }

    /** A child that is no more. */
    record Ended(Child child, ChildExit exit) {}

    private static final Duration MOST_GRACE = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer;
    private final ConcurrentMap<Integer, Child> running = new ConcurrentHashMap<>();
    private final ReadWriteLock starting = new ReentrantReadWriteLock();
    private final Semaphore toReap = new Semaphore(0);

    /** Held by whoever sends a signal, and while a number becomes free for another process. */
    private final Object signalling = new Object();

    private final Set<Integer> condemned = new HashSet<>(); // guarded by signalling

    /**
     * @param timer runs what is due later
     */
    Children(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Starts a process and enters it. */
    void start(Start start, Entry entry) throws ErrnoException {
        starting.readLock().lock();
        try {
            int pid = start.start();
            running.put(pid, entry.enter(pid));
        } finally {
            starting.readLock().unlock();
            // also after a failure: a starter that was killed may have made a child and not told, which the reaper
            // could collect
            toReap.release();
        }
    }

    /** Has the reaper wait for a child, too, that is no program and is not entered. */
    void expect() {
        toReap.release();
    }

    /** Waits until there may be a child to wait for. */
    void awaitStart() throws InterruptedException {
        toReap.acquire();
    }

    /**
     * Collects a child that has ended and takes it out. Its number stays its own until then, so nobody who finds the child
     * here can signal another process.
     *
     * @param pid of a child that has ended and was not waited for
     * @param collecting waits for it
     * @return what was collected; empty when no worker entered it
     */
    Optional<Ended> collect(int pid, Collecting collecting) throws ErrnoException {
        if (!running.containsKey(pid)) {
            awaitEntries();
        }
        synchronized (signalling) {
            if (condemned.remove(pid)) {
                Signals.sendToGroup(pid, Signals.SIGKILL);
            }
            Optional<ChildExit> exit = collecting.collect(pid);
            Child child = running.remove(pid);
            return child == null || exit.isEmpty() ? Optional.empty() : Optional.of(new Ended(child, exit.get()));
        }
    }

    /** Waits until the workers have entered what they have started. */
    private void awaitEntries() {
        starting.writeLock().lock();
        try {
            // nothing to do but to have had the lock
        } finally {
            starting.writeLock().unlock();
        }
    }

    /**
     * Ends a running program with all of its process group; a connection that has none is nothing to do.
     *
     * @param grace from SIGTERM to SIGKILL, a minute at most; zero for SIGKILL at once. Of requests that have one the first
     *     counts. The group's others go when their leader has ended
     */
    void terminate(OpenService service, long connection, Duration grace) {
        synchronized (signalling) {
            for (Map.Entry<Integer, Child> entry : running.entrySet()) {
                Child child = entry.getValue();
                if (child.service() == service && child.connection() == connection) {
                    boolean isFirst = condemned.add(entry.getKey());
                    Signals.sendToGroup(entry.getKey(), grace.isZero() ? service.endSignal() : Signals.SIGTERM);
                    // one timer for a program, and not for long: a host that asks again and again would fill the memory
                    if (isFirst && !grace.isZero()) {
                        var unused = timer.schedule(
                                () -> terminate(service, connection, Duration.ZERO),
                                Math.min(grace.toMillis(), MOST_GRACE.toMillis()),
                                TimeUnit.MILLISECONDS);
                    }
                    return;
                }
            }
        }
    }
}
