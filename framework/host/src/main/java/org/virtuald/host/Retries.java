package org.virtuald.host;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When what has failed is tried again: after a second, then after twice as long each time, at most a minute. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** The latest failure of a service, how long to wait now, and what waits. */
    private record Failure(String message, Duration pause, ScheduledFuture<?> next) {}

    private final ScheduledExecutorService executor;
    private final Map<String, Failure> waiting = new ConcurrentHashMap<>();
    private final Map<String, String> given = new ConcurrentHashMap<>();

    Retries(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Whether the service has not failed with the same words the last time. */
    boolean isNews(String service, String message) {
        Failure last = waiting.get(service);
        return last == null ? !message.equals(given.get(service)) : !message.equals(last.message());
    }

    /** Why a service has failed the last time, if it has; any thread may ask. */
    Optional<String> reason(String service) {
        return Optional.ofNullable(waiting.get(service))
                .map(Failure::message)
                .or(() -> Optional.ofNullable(given.get(service)));
    }

    boolean isWaiting(String service) {
        return waiting.containsKey(service);
    }

    /** Runs the attempt after a pause, unless something happens to the service before. */
    void failed(String service, String message, Runnable attempt) {
        Failure last = waiting.get(service);
        Duration pause = FIRST;
        if (last != null) {
            last.next().cancel(false);
            Duration doubled = last.pause().multipliedBy(2);
            pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        }
        if (last == null || !message.equals(last.message())) {
            LOG.warn("{}: trying again, first in {} s", service, pause.toSeconds());
        }
        try {
            ScheduledFuture<?> next = executor.schedule(attempt, pause.toMillis(), TimeUnit.MILLISECONDS);
            waiting.put(service, new Failure(message, pause, next));
        } catch (RejectedExecutionException e) {
            waiting.remove(service); // the host stops: there is no next time
        }
    }

    /** Only a change of the service's files can help it. */
    void gaveUp(String service, String message) {
        forget(service);
        given.put(service, message);
    }

    void succeeded(String service) {
        forget(service);
    }

    void forget(String service) {
        given.remove(service);
        Failure last = waiting.remove(service);
        if (last != null) {
            last.next().cancel(false);
        }
    }
}
