package org.virtuald.host.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many connections were refused, by reason. Any thread may count and read. */
public final class Refusals {
    /** Has every reason from the start and is never changed, so that reading needs no lock. */
    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    /** Begins with nothing refused. */
    public Refusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Counts one. */
    public void count(Reason reason) {
        LongAdder adder = counts.get(reason);
        if (adder != null) {
            adder.increment();
        }
    }

    /** How many there were, of the reasons that have occurred. */
    public Map<Reason, Long> counts() {
        Map<Reason, Long> sums = new EnumMap<>(Reason.class);
        counts.forEach((reason, adder) -> {
            long sum = adder.sum();
            if (sum > 0) {
                sums.put(reason, sum);
            }
        });
        return sums;
    }
}
