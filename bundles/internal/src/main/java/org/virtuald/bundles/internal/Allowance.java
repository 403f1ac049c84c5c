package org.virtuald.bundles.internal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;

/**
 * How many answers an address still gets in this second: {@value #ANSWERS} of all services together. A conversation of two services
 * ends with the first answer that is not given, and nobody is flooded with answers by forging his address. Of fixed size: an
 * address shares its count with the few that fall on the same place. IPv6 addresses count by their /64 network. For any thread.
 */
final class Allowance {
    static final int ANSWERS = 100;

    private static final int PLACE_BITS = 12;
    private static final int PLACES = 1 << PLACE_BITS;

    /** The golden ratio of 64 bits, of multiplicative hashing: neighbours go far apart. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final Clock clock;

    /** So that nobody outside can tell who shares a place with whom. */
    private final long seed = new SecureRandom().nextLong();

    private final long[] seconds = new long[PLACES]; // guarded by this
    private final int[] counts = new int[PLACES]; // guarded by this

    Allowance(Clock clock) {
        this.clock = clock;
    }

    /** Takes one of the answers of an address; false when none is left. */
    synchronized boolean take(InetAddress address) {
        int place = place(address);
        long second = clock.instant().getEpochSecond();
        if (seconds[place] != second) {
            seconds[place] = second;
            counts[place] = 0;
        }
        if (counts[place] == ANSWERS) {
            return false;
        }
        counts[place]++;
        return true;
    }

    private int place(InetAddress address) {
        long network =
                ByteBuffer.wrap(Arrays.copyOf(address.getAddress(), Long.BYTES)).getLong();
        return (int) (((network ^ seed) * SPREAD) >>> (Long.SIZE - PLACE_BITS));
    }
}
