package org.virtuald.host.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.Limits;
import org.virtuald.conf.Rate;

/**
 * What a service has in hand, to be held against its limits: live programs, in all and by source, and the rate of its
 * connections. Outlives the service's confs, so a new one counts the programs that were started under the old one. For any
 * thread; times are of {@link System#nanoTime}.
 */
public final class ServiceLoad {
    private static final int SOURCES_REMEMBERED = 10_000;

    /** Nothing but the end of a program helps. */
    public static final long UNTIL_TOLD = Long.MAX_VALUE;

    /** Whether one more connection can be had. */
    public sealed interface Answer {

        /**
         * It can, and counts as a program from now on.
         *
         * @param permit to be given back when the program has ended, or cannot be had
         */
        record Taken(Permit permit) implements Answer {}

        /**
         * It cannot.
         *
         * @param reason the limit
         * @param nanos when to ask again; {@link #UNTIL_TOLD} to wait until told
         */
        record Over(Reason reason, long nanos) implements Answer {

            /** Whether another source may still have one. */
            public boolean isOfSource() {
                return reason == Reason.MAX_PER_SOURCE || reason == Reason.RATE_PER_SOURCE;
            }
        }
    }

    private final HostPrograms host;
    private final LoadAverage average;
    private final Waiters waiters = new Waiters();
    private final Set<Live> live = new HashSet<>(); // guarded by this
    private final Map<AddressPrefix, Integer> bySource = new HashMap<>(); // guarded by this
    private final TokenBucket rate = new TokenBucket(System.nanoTime()); // guarded by this
    private final SourceRates sourceRates = new SourceRates(SOURCES_REMEMBERED); // guarded by this

    /**
     * @param host counts the programs of all services
     * @param average of the machine
     */
    public ServiceLoad(HostPrograms host, LoadAverage average) {
        this.host = host;
        this.average = average;
    }

    /** A program, or what is to become one; told from others by its identity. */
    private final class Live implements Permit {
        private final AddressPrefix address;
        private AddressPrefix source; // guarded by the load

        Live(AddressPrefix address, AddressPrefix source) {
            this.address = address;
            this.source = source;
        }

        @Override
        public void release() {
            synchronized (ServiceLoad.this) {
                if (!live.remove(this)) {
                    return;
                }
                bySource.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
            }
            host.release();
            waiters.run();
        }
    }

    /** Counts the live programs by the sources of a new conf. */
    public synchronized void regroup(Limits limits) {
        bySource.clear();
        for (Live one : live) {
            one.source = limits.source(one.address);
            bySource.merge(one.source, 1, Integer::sum);
        }
    }

    /**
     * The limit, if any, that keeps out whoever comes next.
     *
     * @param whenLess run, soon and once, when there may be room that there was not now; it must not wait
     */
    public synchronized Optional<Answer.Over> over(Limits limits, long now, Runnable whenLess) {
        if (isReached(limits.maxPrograms(), live.size())) {
            waiters.add(whenLess);
            return Optional.of(new Answer.Over(Reason.MAX_PROGRAMS, UNTIL_TOLD));
        }
        if (limits.maxLoad().isPresent() && average.now(now) >= limits.maxLoad().getAsDouble()) {
            return Optional.of(new Answer.Over(Reason.LOAD, LoadAverage.PERIOD_NANOS));
        }
        Optional<Rate> most = limits.maxRate();
        if (most.isPresent()) {
            long next = rate.nanosToNext(most.get(), now);
            if (next > 0) {
                return Optional.of(new Answer.Over(Reason.RATE, next));
            }
        }
        return host.hasRoom(whenLess)
                ? Optional.empty()
                : Optional.of(new Answer.Over(Reason.HOST_MAX_PROGRAMS, UNTIL_TOLD));
    }

    /**
     * Takes one more connection if no limit is reached.
     *
     * @param address where it comes from
     * @param whenLess as in {@link #over}
     */
    public synchronized Answer take(Limits limits, AddressPrefix address, long now, Runnable whenLess) {
        AddressPrefix source = limits.source(address);
        if (isReached(limits.maxProgramsPerSource(), bySource.getOrDefault(source, 0))) {
            waiters.add(whenLess);
            return new Answer.Over(Reason.MAX_PER_SOURCE, UNTIL_TOLD);
        }
        Optional<Rate> sourceRate = limits.maxRatePerSource();
        if (sourceRate.isPresent()) {
            long next = sourceRates.nanosToNext(source, sourceRate.get(), now);
            if (next > 0) {
                return new Answer.Over(Reason.RATE_PER_SOURCE, next);
            }
        }
        Optional<Answer.Over> over = over(limits, now, whenLess);
        if (over.isPresent()) {
            return over.get();
        }
        if (!host.take(whenLess)) { // another service was faster
            return new Answer.Over(Reason.HOST_MAX_PROGRAMS, UNTIL_TOLD);
        }
        if (sourceRate.isPresent()) {
            sourceRates.take(source, sourceRate.get(), now);
        }
        if (limits.maxRate().isPresent()) {
            rate.take(limits.maxRate().get(), now);
        }
        Live taken = new Live(address, source);
        live.add(taken);
        bySource.merge(source, 1, Integer::sum);
        return new Answer.Taken(taken);
    }

    private static boolean isReached(OptionalInt most, int count) {
        return most.isPresent() && count >= most.getAsInt();
    }
}
