package org.virtuald.host.records;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.RecordFormat;
import org.virtuald.conf.RecordSettings;
import org.virtuald.conf.RecordTarget;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ConnectionListener;

/**
 * Writes a record of each connection that starts, ends or is refused, on a thread of its own. Events wait in a queue of at most
 * {@value #MOST_WAITING}; those that find it full are counted and lost. A place that takes no records is told of once and
 * tried again each second. For any thread.
 */
public final class Records implements ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    static final int MOST_WAITING = 8192;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final RecordSink sink;
    private final String place;
    private final BlockingQueue<Optional<ConnectionRecord>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean losing = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer = new Thread(this::writeAll, "records");
    private boolean failing; // confined to the writer

    Records(RecordSink sink, String place) {
        this.sink = sink;
        this.place = place;
    }

    /** Begins to write where the settings say. A place that cannot be written to now is tried again. */
    public static Records start(RecordSettings settings) {
        RecordFormat format = settings.format();
        RecordTarget to = settings.to();
        Records records;
        if (to instanceof RecordTarget.AppendedFile file) {
            records = new Records(
                    new FileSink(file.path(), new RecordLines(format)),
                    file.path().toString());
        } else if (to instanceof RecordTarget.Journal journal) {
            records = new Records(
                    new DatagramSink(journal.socket(), new JournalMessage(format)), "journald at " + journal.socket());
        } else if (to instanceof RecordTarget.Syslog syslog) {
            records = new Records(
                    new DatagramSink(syslog.socket(), new SyslogMessage(format)), "syslog at " + syslog.socket());
        } else {
            records = new Records(new StandardErrorSink(new RecordLines(format)), "stderr");
        }
        return records.begin();
    }

    Records begin() {
        writer.setDaemon(true); // one that waits for a disk keeps no process
        writer.start();
        return this;
    }

    @Override
    public void on(ConnectionEvent event) {
        Optional<ConnectionRecord> record = EventRecords.of(event);
        if (record.isEmpty() || queue.offer(record)) {
            return;
        }
        lost.incrementAndGet();
        if (losing.compareAndSet(false, true)) {
            LOG.warn("records of connections are lost: {} does not take them fast enough", place);
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
            LOG.warn("{} records of connections were not written: {} takes none", queue.size(), place);
        }
    }

    private void writeAll() {
        try {
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                Optional<ConnectionRecord> next = queue.take();
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
            LOG.warn("{} records of connections were lost", count);
            write(EventRecords.lost(count, Instant.now()));
        }
    }

    /** Until it is written, or, when the host stops, cannot be. */
    private void write(ConnectionRecord record) throws InterruptedException {
        while (!tryWrite(record)) {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!tryWrite(record)) {
                    lost.incrementAndGet();
                }
                return;
            }
        }
    }

    private boolean tryWrite(ConnectionRecord record) {
        try {
            sink.write(record);
            if (failing) {
                failing = false;
                LOG.info("records of connections are written again to {}", place);
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.error("cannot write records of connections to {}: {}; trying again each second", place, reason(e));
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
