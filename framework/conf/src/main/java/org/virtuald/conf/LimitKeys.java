package org.virtuald.conf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The keys of {@code services/NAME.conf} about how many connections are taken. */
final class LimitKeys {
    private static final ValueType<Optional<Rate>> RATE =
            ValueType.parsed("a rate such as 50/s, 10/m or 100/h", Rate::parse).map(Optional::of);
    private static final ValueType<OptionalInt> COUNT =
            ValueType.number(1, Integer.MAX_VALUE).map(OptionalInt::of);
    private static final int USUAL_SITE = 64; // RFC 6177: what a site gets has at most that length

    static final Key<OptionalInt> MAX_PROGRAMS =
            Key.optional("max-programs", "how many programs may run at once", COUNT, OptionalInt.empty());
    static final Key<OptionalInt> MAX_PROGRAMS_PER_SOURCE = Key.optional(
            "max-programs-per-source", "how many programs may run at once for one source", COUNT, OptionalInt.empty());
    static final Key<Optional<Rate>> MAX_RATE =
            Key.optional("max-rate", "how fast connections are taken", RATE, Optional.empty());
    static final Key<Optional<Rate>> MAX_RATE_PER_SOURCE = Key.optional(
            "max-rate-per-source", "how fast connections are taken from one source", RATE, Optional.empty());
    static final Key<OptionalDouble> MAX_LOAD = Key.optional(
            "max-load",
            "the load average from which on no connection is taken",
            ValueType.decimal(0.01, 9999).map(OptionalDouble::of),
            OptionalDouble.empty());
    static final Key<Integer> SOURCE_PREFIX_6 = Key.optional(
            "source-prefix-v6",
            "how many leading bits of an IPv6 address make a source",
            ValueType.number(1, AddressPrefix.Family.IPV6.bits()),
            USUAL_SITE);
    static final Key<Limits.OverLimit> OVER_LIMIT = Key.optional(
            "over-limit",
            "what becomes of connections over a limit",
            ValueType.choice(Limits.OverLimit.class),
            Limits.OverLimit.WAIT);

    static final List<Key<?>> ALL = List.of(
            MAX_PROGRAMS,
            MAX_PROGRAMS_PER_SOURCE,
            MAX_RATE,
            MAX_RATE_PER_SOURCE,
            MAX_LOAD,
            SOURCE_PREFIX_6,
            OVER_LIMIT);

    private LimitKeys() {}

    static Limits limits(Section section) {
        return new Limits(
                section.get(MAX_PROGRAMS),
                section.get(MAX_PROGRAMS_PER_SOURCE),
                section.get(MAX_RATE),
                section.get(MAX_RATE_PER_SOURCE),
                section.get(MAX_LOAD),
                section.get(SOURCE_PREFIX_6),
                section.get(OVER_LIMIT));
    }
}
