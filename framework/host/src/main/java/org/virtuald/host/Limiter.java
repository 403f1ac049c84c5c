package org.virtuald.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.Limits;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.admission.ServiceLoad;

/**
 * Holds the connections of a service to its limits. Over a limit of the whole service, clients wait in the kernel's queue; that
 * cannot be for one source alone, so a few connections of each source over its own limit are parked here, and more are refused:
 * a source that floods never stands in the way of others. Confined to the service's event loop.
 */
final class Limiter {
    /** Each costs a descriptor. */
    private static final int MOST_PARKED = 512;

    private static final int MOST_PARKED_A_SOURCE = 8;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Limits limits;
    private final ServiceLoad load;
    private final Consumer<Newcomer> within;
    private final Refuser refuser;
    private final Runnable moved;

    /** By source; those that have waited longest first. */
    private final Map<AddressPrefix, Queue<Newcomer>> parked = new LinkedHashMap<>();

    private int parkedCount;
    private boolean timed;
    private boolean closed;

    /** The same object each time, so that it waits for one thing once. */
    private final Runnable whenLess = this::soon;

    /**
     * @param load outlives this, and counts what others have taken
     * @param within gets connections within the limits, with their permits
     * @param refuser gets those that may not wait
     * @param moved run when there may be room
     */
    Limiter(
            EventLoop loop,
            Limits limits,
            ServiceLoad load,
            Consumer<Newcomer> within,
            Refuser refuser,
            Runnable moved) {
        this.loop = loop;
        this.limits = limits;
        this.load = load;
        this.within = within;
        this.refuser = refuser;
        this.moved = moved;
        load.regroup(limits);
    }

    /** Whether clients need not wait in the kernel's queue now. When that changes, there is a call. */
    boolean hasRoom() {
        if (limits.overLimit() == Limits.OverLimit.REFUSE) {
            return true;
        }
        Optional<ServiceLoad.Answer.Over> over = load.over(limits, System.nanoTime(), whenLess);
        if (over.isPresent()) {
            lookAgainAfter(over.get());
        }
        return over.isEmpty();
    }

    /** Whether no connection is parked. */
    boolean isEmpty() {
        return parkedCount == 0;
    }

    /** Takes a connection: passes it on, parks it, or has it refused. */
    void admit(Newcomer one) {
        AddressPrefix source = limits.source(one.source());
        Queue<Newcomer> before = parked.get(source);
        if (before != null) { // it comes after those
            park(one, source, before, Reason.MAX_PER_SOURCE);
        } else {
            decide(one, source, load.take(limits, one.source(), System.nanoTime(), whenLess));
        }
    }

    private void decide(Newcomer one, AddressPrefix source, ServiceLoad.Answer answer) {
        if (answer instanceof ServiceLoad.Answer.Taken taken) {
            within.accept(one.with(taken.permit()));
        } else if (answer instanceof ServiceLoad.Answer.Over over) {
            if (limits.overLimit() == Limits.OverLimit.REFUSE) {
                refuser.refuse(one, over.reason());
            } else {
                park(one, source, new ArrayDeque<>(), over.reason());
                lookAgainAfter(over);
            }
        }
    }

    private void park(Newcomer one, AddressPrefix source, Queue<Newcomer> queue, Reason reason) {
        if (parkedCount >= MOST_PARKED || queue.size() >= MOST_PARKED_A_SOURCE) {
            refuser.refuse(one, reason);
            return;
        }
        parkedCount++;
        queue.add(one);
        parked.put(source, queue);
    }

    private void lookAgainAfter(ServiceLoad.Answer.Over over) {
        if (over.nanos() != ServiceLoad.UNTIL_TOLD && !timed) {
            timed = true;
            loop.after(Duration.ofNanos(Math.min(over.nanos(), LONGEST_PAUSE.toNanos())), () -> {
                timed = false;
                look();
            });
        }
    }

    private void soon() {
        loop.execute(this::look);
    }

    private void look() {
        if (!closed) {
            unpark();
            moved.run();
        }
    }

    private void unpark() {
        for (AddressPrefix source : List.copyOf(parked.keySet())) {
            Queue<Newcomer> queue = parked.get(source);
            while (queue != null && !queue.isEmpty()) {
                ServiceLoad.Answer answer = load.take(limits, queue.element().source(), System.nanoTime(), whenLess);
                if (answer instanceof ServiceLoad.Answer.Taken taken) {
                    parkedCount--;
                    Newcomer one = queue.remove();
                    if (queue.isEmpty()) {
                        parked.remove(source);
                    }
                    within.accept(one.with(taken.permit()));
                } else if (answer instanceof ServiceLoad.Answer.Over over) {
                    lookAgainAfter(over);
                    if (!over.isOfSource()) {
                        return;
                    }
                    queue = null;
                }
            }
        }
    }

    /** Closes the parked connections. */
    void close() {
        closed = true;
        parked.values().forEach(queue -> queue.forEach(Newcomer::drop));
        parked.clear();
        parkedCount = 0;
    }
}
