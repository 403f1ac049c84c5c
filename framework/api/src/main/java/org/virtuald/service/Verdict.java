package org.virtuald.service;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a {@link ConnectionFilter} says about a connection. */
public sealed interface Verdict {

    /** The filter has nothing against it; the next one is asked. */
    record Accept() implements Verdict {}

    /**
     * The connection is closed and nothing is run for it.
     *
     * @param reason for the log, in a few words
     */
    record Refuse(String reason) implements Verdict {
        /** Checks that there is a reason. */
        public Refuse {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The connection is left alone, and all filters are asked again later. A service holds a few hundred connections; when there
     * are more, those that are to be held are refused. Datagrams are never held but dropped.
     *
     * @param time until then, more than zero and no more than {@link #LONGEST}
     */
    record Hold(Duration time) implements Verdict {
        /** The longest time until a connection is looked at again. */
        public static final Duration LONGEST = Duration.ofMinutes(10);

        /** Checks the time. */
        public Hold {
            if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(time + " is not more than zero and at most " + LONGEST);
            }
        }
    }

    /** The filter has nothing against it. */
    static Verdict accept() {
        return new Accept();
    }

    /** Close it, for this reason. */
    static Verdict refuse(String reason) {
        return new Refuse(reason);
    }

    /** Ask again after this time. */
    static Verdict hold(Duration time) {
        return new Hold(time);
    }
}
