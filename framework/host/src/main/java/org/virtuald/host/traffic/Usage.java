package org.virtuald.host.traffic;

import java.time.Duration;

/**
 * What a program took, getrusage(2), its children that it has waited for included.
 *
 * @param user processor time outside the kernel
 * @param system processor time in the kernel
 * @param peakMemory the largest resident set, in bytes
 */
public record Usage(Duration user, Duration system, long peakMemory) {

    /** Of what has no process of its own. */
    public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);
}
