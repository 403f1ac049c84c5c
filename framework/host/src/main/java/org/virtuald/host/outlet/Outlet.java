package org.virtuald.host.outlet;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.RecordTarget;

/**
 * Writes entries to a place, on a thread of its own. They wait in a queue of at most {@value #MOST_WAITING}; those that find it
 * full are counted and lost. A place that takes nothing is told of once and tried again each second. For any thread.
 *
 * @param <T> what an entry is
 */
public final class Outlet<T> implements AutoCloseable {
    /** How many entries wait. */
    public static final int MOST_WAITING = 8192;

    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Sink<T> sink;
    private final String entries;
    private final String place;
    private final LongFunction<T> missing;
    private final BlockingQueue<Optional<T>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean losing = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer = new Thread(this::writeAll, "outlet");
    private boolean failing; // confined to the writer

    Outlet(Sink<T> sink, String entries, String place, LongFunction<T> missing) {
        this.sink = sink;
        this.entries = entries;
        this.place = place;
        this.missing = missing;
        writer.setDaemon(true); // one that waits for a disk keeps no process
        writer.start();
    }

    /**
     * Begins to write. A place that cannot be written to now is tried again.
     *
     * @param entries what entries are called in the log, such as {@code records of connections}
     * @param missing makes an entry that says how many are missing
     */
    public static <T> Outlet<T> open(RecordTarget to, String entries, Forms<T> forms, LongFunction<T> missing) {
        if (to instanceof RecordTarget.AppendedFile file) {
            return new Outlet<>(
                    new FileSink<>(file.path(), forms.line()),
                    entries,
                    file.path().toString(),
                    missing);
        }
        if (to instanceof RecordTarget.Journal journal) {
            return new Outlet<>(
                    new DatagramSink<>(journal.socket(), forms.journal()),
                    entries,
                    "journald at " + journal.socket(),
                    missing);
        }
        if (to instanceof RecordTarget.Syslog syslog) {
            return new Outlet<>(
                    new DatagramSink<>(syslog.socket(), forms.syslog()),
                    entries,
                    "syslog at " + syslog.socket(),
                    missing);
        }
        return new Outlet<>(new StandardErrorSink<>(forms.line()), entries, "stderr", missing);
    }

    /** Writes an entry soon, or loses it. */
    public void add(T entry) {
        if (queue.offer(Optional.of(entry))) {
            return;
        }
        lost.incrementAndGet();
        if (losing.compareAndSet(false, true)) {
            LOG.warn("{} are lost: {} does not take them fast enough", entries, place);
        }
    }

    /** Writes what waits, for at most a second, and what comes later nowhere. */
    @Override
    public void close() {
        closing.countDown();
        queue.offer(Optional.empty()); // a full queue wakes the writer as well
        try {
            writer.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("{} {} were not written: {} takes none", queue.size(), entries, place);
        }
    }

    private void writeAll() {
        try {
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                Optional<T> next = queue.take();
                if (next.isPresent()) {
                    write(next.get());
                }
                if (queue.isEmpty()) {
                    tellLost();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sink.close();
        }
    }

    private void tellLost() throws InterruptedException {
        long count = lost.getAndSet(0);
        if (count > 0) {
            losing.set(false);
            LOG.warn("{} {} were lost", count, entries);
            write(missing.apply(count));
        }
    }

    /** Until it is written, or, when the host stops, cannot be. */
    private void write(T entry) throws InterruptedException {
        while (!tryWrite(entry)) {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!tryWrite(entry)) {
                    lost.incrementAndGet();
                }
                return;
            }
        }
    }

    private boolean tryWrite(T entry) {
        try {
            sink.write(entry);
            if (failing) {
                failing = false;
                LOG.info("{} are written again to {}", entries, place);
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.error("cannot write {} to {}: {}; trying again each second", entries, place, reason(e));
            }
            return false;
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied to the host's user";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
