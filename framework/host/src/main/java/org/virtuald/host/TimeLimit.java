package org.virtuald.host;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * How long each program of a service may run. All have the same time, so the first to start is the first whose time is over;
 * one timer is enough. Confined to its event loop.
 */
final class TimeLimit {
    private final EventLoop loop;
    private final Duration limit;
    private final LongConsumer over;
    private final Map<Long, Long> ends = new LinkedHashMap<>();
    private boolean waiting;

    /**
     * @param over told the number of a connection whose time is over
     */
    TimeLimit(EventLoop loop, Duration limit, LongConsumer over) {
        this.loop = loop;
        this.limit = limit;
        this.over = over;
    }

    void started(long connection) {
        ends.put(connection, System.nanoTime() + limit.toNanos());
        await();
    }

    void ended(long connection) {
        ends.remove(connection);
    }

    private void await() {
        if (!waiting && !ends.isEmpty()) {
            waiting = true;
            long next = ends.values().iterator().next();
            loop.after(Duration.ofNanos(Math.max(0, next - System.nanoTime())), this::look);
        }
    }

    private void look() {
        waiting = false;
        Iterator<Map.Entry<Long, Long>> all = ends.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, Long> first = all.next();
            if (first.getValue() - System.nanoTime() > 0) {
                break;
            }
            all.remove();
            over.accept(first.getKey());
        }
        await();
    }
}
