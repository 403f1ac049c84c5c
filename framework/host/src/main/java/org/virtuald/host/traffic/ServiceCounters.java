package org.virtuald.host.traffic;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one service. They begin at zero with the host and are never set back while it runs: a service that
 * takes another's place under the same name, after a reload or later, goes on counting. Any thread may count and read, none waits
 * for another; so what is read while others count may be a connection off.
 */
public final class ServiceCounters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder launched = new LongAdder();
    private final LongAdder active = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final LongAdder threw = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final Tally<Integer> exits = new Tally<>();
    private final Tally<Integer> signals = new Tally<>();
    private final Tally<String> refused = new Tally<>();
    private final Tally<String> failed = new Tally<>();
    private final LongAdder userNanos = new LongAdder();
    private final LongAdder systemNanos = new LongAdder();
    private final LongAccumulator peakMemory = new LongAccumulator(Math::max, 0);
    private final LatencyHistogram latency = new LatencyHistogram();
    private final LongAdder lookUpNanos = new LongAdder();
    private final LatencyHistogram spawn = new LatencyHistogram();

    /** Counts an event. */
    void count(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Accepted) {
            accepted.increment();
        } else if (event instanceof ConnectionEvent.Refused one) {
            refused.count(one.reason());
        } else if (event instanceof ConnectionEvent.Dropped) {
            dropped.increment();
        } else if (event instanceof ConnectionEvent.Started one) {
            count(one);
        } else if (event instanceof ConnectionEvent.Ended one) {
            active.decrement();
            count(one.ending());
            count(one.usage());
        } else if (event instanceof ConnectionEvent.Failed one) {
            count(one);
        }
    }

    private void count(ConnectionEvent.Started started) {
        launched.increment();
        active.increment();
        latency.add(started.latency());
        if (started.pid() != 0) {
            lookUpNanos.add(started.lookUp().toNanos());
            spawn.add(started.spawn());
        }
    }

    private void count(ConnectionEvent.Failed failure) {
        if (failure.started().isPresent()) {
            active.decrement();
        }
        if (failure.isClientGone()) {
            dropped.increment();
        } else {
            failed.count(failure.stage());
        }
    }

    private void count(Ending ending) {
        if (ending instanceof Ending.Exited exited) {
            exits.count(exited.status());
        } else if (ending instanceof Ending.Killed killed) {
            signals.count(killed.signal());
        } else if (ending instanceof Ending.Served) {
            served.increment();
        } else if (ending instanceof Ending.Threw) {
            threw.increment();
        } else {
            unknown.increment();
        }
    }

    private void count(Usage usage) {
        userNanos.add(usage.user().toNanos());
        systemNanos.add(usage.system().toNanos());
        peakMemory.accumulate(usage.peakMemory());
    }

    /** What was counted so far. */
    public ServiceCounts counts() {
        return new ServiceCounts(
                accepted.sum(),
                launched.sum(),
                active.sum(),
                dropped.sum(),
                refused.counts(),
                failed.counts(),
                exits.counts(),
                signals.counts(),
                served.sum(),
                threw.sum(),
                unknown.sum(),
                new Usage(Duration.ofNanos(userNanos.sum()), Duration.ofNanos(systemNanos.sum()), peakMemory.get()),
                latency.counts(),
                Duration.ofNanos(lookUpNanos.sum()),
                spawn.counts());
    }
}
