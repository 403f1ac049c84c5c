package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

/**
 * A limit on what a process uses, setrlimit(2).
 *
 * @param resource what is limited
 * @param soft what holds at first, in the resource's unit; a program may raise it up to {@code hard}
 * @param hard the most, at least {@code soft}
 */
public record ResourceLimit(Resource resource, long soft, long hard) {
    /** No limit: RLIM64_INFINITY of linux/resource.h, the largest number where numbers are unsigned. */
    public static final long UNLIMITED = -1;

    /** Checks the order. */
    public ResourceLimit {
        requireNonNull(resource, "resource");
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException("the soft limit " + Long.toUnsignedString(soft)
                    + " is above the hard one, " + Long.toUnsignedString(hard));
        }
    }

    /** What a resource is counted in. */
    enum Unit {
        NUMBER,
        BYTES,
        SECONDS,
        MICROSECONDS
    }

    /** What can be limited; the numbers are those of asm-generic/resource.h. */
    public enum Resource {
        CPU(0, Unit.SECONDS),
        FSIZE(1, Unit.BYTES),
        DATA(2, Unit.BYTES),
        STACK(3, Unit.BYTES),
        CORE(4, Unit.BYTES),
        RSS(5, Unit.BYTES),
        NPROC(6, Unit.NUMBER),
        NOFILE(7, Unit.NUMBER),
        MEMLOCK(8, Unit.BYTES),
        AS(9, Unit.BYTES),
        LOCKS(10, Unit.NUMBER),
        SIGPENDING(11, Unit.NUMBER),
        MSGQUEUE(12, Unit.BYTES),
        NICE(13, Unit.NUMBER),
        RTPRIO(14, Unit.NUMBER),
        RTTIME(15, Unit.MICROSECONDS);

        private final int number;
        private final Unit unit;

        Resource(int number, Unit unit) {
            this.number = number;
            this.unit = unit;
        }

        /** Its number, RLIMIT_CPU and so on: 0 to 15. */
        public int number() {
            return number;
        }

        Unit unit() {
            return unit;
        }
    }
}
