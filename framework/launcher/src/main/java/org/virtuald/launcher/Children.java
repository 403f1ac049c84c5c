package org.virtuald.launcher;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;

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

    private final ConcurrentMap<Integer, Child> running = new ConcurrentHashMap<>();
    private final ReadWriteLock starting = new ReentrantReadWriteLock();
    private final Semaphore toReap = new Semaphore(0);

    /** Starts a process and enters it. */
    void start(Start start, Entry entry) throws ErrnoException {
        starting.readLock().lock();
        try {
            int pid = start.start();
            running.put(pid, entry.enter(pid));
        } finally {
            starting.readLock().unlock();
            // also after a failure: posix_spawn may have made a child and lost it, which the reaper could collect
            toReap.release();
        }
    }

    /** Waits until there may be a child to wait for. */
    void awaitStart() throws InterruptedException {
        toReap.acquire();
    }

    /** Takes out the child that ended; empty when no worker entered it. */
    Optional<Child> take(ChildExit exit) {
        Child child = running.remove(exit.pid());
        if (child == null) {
            starting.writeLock().lock();
            try {
                child = running.remove(exit.pid());
            } finally {
                starting.writeLock().unlock();
            }
        }
        return Optional.ofNullable(child);
    }
}
