package org.virtuald.host;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Arrival;
import org.virtuald.service.ConnectionFilter;
import org.virtuald.service.Verdict;

/** The calls of one registered filter, on threads of its own: whatever it does, there is a verdict within the deadline. */
final class FilterCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 1024;

    /** A filter that went away while it was asked: the connection is shown to those that are there then. */
    private static final Verdict ASK_AGAIN = new Verdict.Hold(Duration.ofMillis(100));

    private final String name;
    private final ConnectionFilter filter;
    private final Optional<Set<String>> services;
    private final boolean required;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean setAside;
    private volatile boolean closed;

    /**
     * @param name what it is called in logs
     * @param services the names of those that it is for; empty for all
     * @param required whether it is never set aside
     */
    FilterCalls(String name, ConnectionFilter filter, Optional<Set<String>> services, boolean required) {
        this.name = name;
        this.filter = filter;
        this.services = services;
        this.required = required;
        this.threads = CallThreads.pool("filter " + name, THREADS, MOST_WAITING);
    }

    String name() {
        return name;
    }

    boolean isFor(String service) {
        return !setAside && services.map(names -> names.contains(service)).orElse(true);
    }

    /**
     * Asks the filter.
     *
     * @param then told the verdict on any thread, once and in time
     */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever happens, then is told
    void ask(Arrival arrival, Consumer<Verdict> then) {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        Future<?> call;
        try {
            call = threads.submit(() -> examine(arrival, answer));
        } catch (RejectedExecutionException e) {
            then.accept(verdict(arrival, null, e));
            return;
        }
        answer.orTimeout(ConnectionFilter.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((verdict, failure) -> {
                    call.cancel(true); // it has ended by itself unless the time is up
                    then.accept(verdict(arrival, verdict, failure));
                });
    }

    private void examine(Arrival arrival, CompletableFuture<Verdict> answer) {
        try {
            answer.complete(ContextClassLoader.of(filter, () -> filter.examine(arrival)));
        } catch (Throwable e) { // whatever it is, it is the bundle's, and somebody waits for the answer
            answer.completeExceptionally(e);
        }
    }

    private Verdict verdict(Arrival arrival, @Nullable Verdict verdict, @Nullable Throwable failure) {
        if (verdict != null) {
            failures.set(0);
            return verdict;
        }
        if (closed) {
            return ASK_AGAIN;
        }
        LOG.error("filter {}: connection {} of {}: {}", name, arrival.id(), arrival.service(), describe(failure));
        if (failures.incrementAndGet() >= ConnectionFilter.MOST_FAILURES && !required && !setAside) {
            setAside = true;
            LOG.error(
                    "filter {} has failed {} times in a row: it is set aside, connections pass without it",
                    name,
                    ConnectionFilter.MOST_FAILURES);
        }
        return new Verdict.Refuse("the filter failed");
    }

    private static String describe(@Nullable Throwable failure) {
        if (failure == null) {
            return "it answered null";
        }
        if (failure instanceof TimeoutException) {
            return "no answer within " + ConnectionFilter.DEADLINE_MILLIS + " ms";
        }
        if (failure instanceof RejectedExecutionException) {
            return "more than " + MOST_WAITING + " connections wait for it";
        }
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) { // it is the bundle's class, and somebody waits for the verdict
            return failure.getClass().getName();
        }
    }

    /** Asks it nothing more and interrupts what it does. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
