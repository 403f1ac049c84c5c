package org.virtuald.launcher;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageSender;

/**
 * Answers on their way to the host, in order. Posting never waits, so that a host that does not read one channel cannot
 * hold up the reaper, which serves all; a worker waits before it takes more work while too many answers stand here. Beyond
 * that only the ends of programs that run come in; when those are too many the channel is given up.
 */
final class Outbox {
    private static final int MANY = 1000;
    private static final int MOST = 100_000;
    private static final long RETRY_MILLIS = 20;

    private final MessageSender sender;
    private final ScheduledExecutorService retries;
    private final Deque<LaunchAnswer> waiting = new ArrayDeque<>();
    private final Consumer<ByteBuffer> writer = this::write;

    /** How many of those that wait are in the latest message. */
    private int written;

    private boolean retrying;
    private boolean closed;

    Outbox(MessageSender sender, ScheduledExecutorService retries) {
        this.sender = sender;
        this.retries = retries;
    }

    /** Sends the answer now, or as soon as there is room. */
    synchronized void post(LaunchAnswer answer) {
        if (waiting.size() >= MOST) {
            close();
            sender.shutDown();
        }
        if (!closed) {
            waiting.add(answer);
            flush();
        }
    }

    /** Waits while the host reads its answers too slowly. */
    synchronized void awaitRoom() throws InterruptedException {
        while (waiting.size() > MANY) {
            wait();
        }
    }

    /** Lets go of what is still waiting: nobody will read it. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private synchronized void retry() {
        retrying = false;
        if (!closed) {
            flush();
        }
    }

    private void flush() {
        try {
            while (!waiting.isEmpty()) {
                if (!sender.trySend(writer)) {
                    retryLater();
                    return;
                }
                forgetWritten();
            }
        } catch (ErrnoException e) {
            close(); // EPIPE: the host has closed the channel and wants no answers any more
        }
    }

    private void forgetWritten() {
        boolean wereMany = waiting.size() > MANY;
        for (; written > 0; written--) {
            waiting.remove();
        }
        if (wereMany && waiting.size() <= MANY) {
            notifyAll();
        }
    }

    /** As many as one message takes. */
    private void write(ByteBuffer payload) {
        written = 0;
        for (LaunchAnswer answer : waiting) {
            if (payload.remaining() < LaunchAnswer.LARGEST) {
                return;
            }
            LaunchAnswer.encode(answer, payload);
            written++;
        }
    }

    private void retryLater() {
        if (!retrying) {
            retrying = true;
            var unused = retries.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
