package org.virtuald.bundles.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hour of one service. It takes room only while the service has something to tell. Not for several threads. */
final class Track {
    private final long since;
    private Counts last;
    private long seen;
    private @Nullable History history;

    /**
     * Begins; what was counted before is of no interest.
     *
     * @param tick when
     */
    Track(long tick, Counts counts) {
        this.since = tick + 1;
        this.seen = tick;
        this.last = counts;
    }

    /**
     * Takes what was counted.
     *
     * @param hasRoom whether a history may be begun
     * @return what has come since the last time
     */
    Counts put(long tick, Counts counts, boolean hasRoom) {
        Counts change = counts.since(last);
        last = counts;
        seen = tick;
        if (history == null && hasRoom && !change.isQuiet()) {
            history = History.quiet(since, tick);
        }
        if (history != null) {
            history.put(tick, change);
            history = history.isQuiet(tick) ? null : history;
        }
        return change;
    }

    /** Whether the service was not there for an hour. */
    boolean isForgotten(long tick) {
        return tick - seen > Ring.POINTS;
    }

    /** The history, if there is one; a service without one was quiet, or there is no room. */
    Optional<History> history() {
        return Optional.ofNullable(history);
    }

    /** When it begins to be known. */
    long since() {
        return since;
    }
}
