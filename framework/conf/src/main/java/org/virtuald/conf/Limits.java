package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many connections a service takes. What is empty has no limit.
 *
 * @param maxPrograms how many programs may run at once
 * @param maxProgramsPerSource how many of them for one source
 * @param maxRate how fast connections are taken
 * @param maxRatePerSource how fast from one source
 * @param maxLoad the load average of the last minute from which on no connection is taken, getloadavg(3)
 * @param sourcePrefix6 how many leading bits of an IPv6 address make a source, 1 to 128; IPv4 addresses are one each
 * @param overLimit what becomes of connections over a limit
 */
public record Limits(
        OptionalInt maxPrograms,
        OptionalInt maxProgramsPerSource,
        Optional<Rate> maxRate,
        Optional<Rate> maxRatePerSource,
        OptionalDouble maxLoad,
        int sourcePrefix6,
        OverLimit overLimit) {

    /** What becomes of connections over a limit. */
    public enum OverLimit {
        /** They wait until there is room. */
        WAIT,
        /** They are closed. */
        REFUSE
    }

    /** Checks that nothing is missing. */
    public Limits {
        requireNonNull(maxPrograms, "maxPrograms");
        requireNonNull(maxProgramsPerSource, "maxProgramsPerSource");
        requireNonNull(maxRate, "maxRate");
        requireNonNull(maxRatePerSource, "maxRatePerSource");
        requireNonNull(maxLoad, "maxLoad");
        requireNonNull(overLimit, "overLimit");
        if (sourcePrefix6 < 1 || sourcePrefix6 > AddressPrefix.Family.IPV6.bits()) {
            throw new IllegalArgumentException("sourcePrefix6 " + sourcePrefix6);
        }
    }

    /** The source that an address belongs to. */
    public AddressPrefix source(AddressPrefix address) {
        return address.family() == AddressPrefix.Family.IPV4 ? address : address.first(sourcePrefix6);
    }
}
