package org.virtuald.host.admission;

import org.virtuald.conf.Rate;

/**
 * A token bucket in one number: the time at which it will be full again (the generic cell rate algorithm of ITU-T I.371).
 * Times are of {@link System#nanoTime}, given by the caller. For one thread.
 */
public final class TokenBucket {
    private long fullAt;

    /** A full one. */
    public TokenBucket(long now) {
        fullAt = now;
    }

    /** Takes a token if there is one. */
    public boolean take(Rate rate, long now) {
        if (nanosToNext(rate, now) > 0) {
            return false;
        }
        fullAt = (isFull(now) ? now : fullAt) + rate.nanosEach();
        return true;
    }

    /** How long until there is a token; 0 when there is one. */
    public long nanosToNext(Rate rate, long now) {
        long most = rate.nanosEach() * (rate.burst() - 1);
        return Math.max(0, fullAt - now - most);
    }

    /** Whether it is as good as a new one. */
    boolean isFull(long now) {
        return fullAt - now <= 0;
    }
}
