package org.virtuald.host.admission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.Rate;

/**
 * A token bucket for each source, of which a bounded number is remembered: buckets that are full again go first, then those
 * that were used longest ago. An attacker with more sources than that gets new buckets for the forgotten ones; the memory
 * stays flat. For one thread.
 */
final class SourceRates {
    private static final int EXPIRED_A_STEP = 2;

    private final int most;
    /** Those used longest ago first. */
    private final Map<AddressPrefix, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** @param most how many sources are remembered, at least 1 */
    SourceRates(int most) {
        this.most = most;
    }

    /** Takes a token of the source if there is one. */
    boolean take(AddressPrefix source, Rate rate, long now) {
        TokenBucket bucket = buckets.get(source);
        if (bucket == null) {
            expire(now);
            bucket = new TokenBucket(now);
            buckets.put(source, bucket);
        }
        return bucket.take(rate, now);
    }

    /** How long until the source has a token; 0 when it has one. */
    long nanosToNext(AddressPrefix source, Rate rate, long now) {
        TokenBucket bucket = buckets.get(source);
        return bucket == null ? 0 : bucket.nanosToNext(rate, now);
    }

    /** Two are looked at for each that is added, so the full ones go in time without a sweep. */
    private void expire(long now) {
        Iterator<TokenBucket> oldest = buckets.values().iterator();
        for (int i = 0; i < EXPIRED_A_STEP && oldest.hasNext(); i++) {
            if (oldest.next().isFull(now) || buckets.size() >= most) {
                oldest.remove();
            }
        }
    }

    int size() {
        return buckets.size();
    }
}
