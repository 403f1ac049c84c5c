package org.virtuald.host;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.wrappers.HostName;
import org.virtuald.posix.NameLookUp;

/**
 * The names of addresses. A few threads ask for them, because a name server that does not answer holds a thread for half a
 * minute; whoever wants a name has an answer within the deadline. What was found is remembered for a while, in bounds. For any
 * thread.
 */
final class HostNames implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int THREADS = 8;
    private static final int MOST_QUEUED = 256;
    private static final int MOST_REMEMBERED = 4096;
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(5);

    /** How long a name is waited for. */
    static final Duration DEADLINE = Duration.ofSeconds(3);

    private record Memory(HostName name, long untilNanos) {}

    private final Function<InetAddress, HostName> resolver;
    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor threads = CallThreads.pool("names", THREADS, MOST_QUEUED);

    /** Those that were asked for longest ago first. Guarded by this. */
    private final Map<InetAddress, Memory> remembered = new LinkedHashMap<>();

    /** What is being asked for, also beyond the deadline. Guarded by this. */
    private final Map<InetAddress, CompletableFuture<HostName>> asked = new HashMap<>();

    /** Those that the machine knows. */
    HostNames() {
        this(HostNames::lookUp, DEADLINE, System::nanoTime);
    }

    /**
     * @param resolver asked on threads of its own; it may wait
     * @param nanoTime the time
     */
    HostNames(Function<InetAddress, HostName> resolver, Duration deadline, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.deadline = deadline;
        this.nanoTime = nanoTime;
    }

    private static HostName lookUp(InetAddress address) {
        NameLookUp.Answer answer = NameLookUp.of(address);
        if (answer instanceof NameLookUp.Answer.Named named) {
            return new HostName.Known(named.name());
        } else if (answer instanceof NameLookUp.Answer.Nameless) {
            return new HostName.None();
        } else if (answer instanceof NameLookUp.Answer.Disputed) {
            return new HostName.Disputed();
        }
        return new HostName.Unanswered();
    }

    /** What is remembered of an address; unasked if nothing is. */
    synchronized HostName remembered(InetAddress address) {
        Memory memory = remembered.get(address);
        return memory != null && memory.untilNanos() - nanoTime.getAsLong() > 0
                ? memory.name()
                : new HostName.Unasked();
    }

    /** Asks for the name of an address: the answer comes on any thread, within the deadline, and is never an exception. */
    CompletableFuture<HostName> ask(InetAddress address) {
        CompletableFuture<HostName> answer;
        synchronized (this) {
            HostName known = remembered(address);
            if (!(known instanceof HostName.Unasked)) {
                return CompletableFuture.completedFuture(known);
            }
            CompletableFuture<HostName> present = asked.get(address);
            answer = present == null ? submit(address) : present;
        }
        return answer.copy().completeOnTimeout(new HostName.Unanswered(), deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized CompletableFuture<HostName> submit(InetAddress address) {
        CompletableFuture<HostName> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> resolve(address, answer));
            asked.put(address, answer);
        } catch (RejectedExecutionException e) { // as many wait as may
            answer.complete(new HostName.Unanswered());
        }
        return answer;
    }

    private void resolve(InetAddress address, CompletableFuture<HostName> answer) {
        HostName name = new HostName.Unanswered();
        try {
            name = resolver.apply(address);
        } catch (RuntimeException e) {
            LOG.error("internal error: {}", e, e);
        } finally {
            remember(address, name);
            answer.complete(name);
        }
    }

    private synchronized void remember(InetAddress address, HostName name) {
        asked.remove(address);
        remembered.remove(address);
        if (remembered.size() >= MOST_REMEMBERED) {
            Iterator<Memory> oldest = remembered.values().iterator();
            oldest.next();
            oldest.remove();
        }
        Duration time = name instanceof HostName.Unanswered ? FAILURE_REMEMBERED : REMEMBERED;
        remembered.put(address, new Memory(name, nanoTime.getAsLong() + time.toNanos()));
    }

    /** Asks for nothing more; a look-up in the C library cannot be ended, and its thread is no reason for the process to stay. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
