package org.virtuald.entry;

/** When a jump is taken after a comparison, and the condition's code on each architecture. */
enum Condition {
    EQUAL(0x4, 0x0),
    NOT_EQUAL(0x5, 0x1),

    /** Greater or equal as unsigned numbers. */
    NOT_BELOW(0x3, 0x2);

    private final int x86;
    private final int arm64;

    Condition(int x86, int arm64) {
        this.x86 = x86;
        this.arm64 = arm64;
    }

    int x86() {
        return x86;
    }

    int arm64() {
        return arm64;
    }
}
