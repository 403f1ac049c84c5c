package org.virtuald.conf.wrappers;

/** Whether something matches, in Kleene's logic: a pattern that cannot be read, or a name that is not known, leaves it open. */
enum Ternary {
    NO,
    MAYBE,
    YES;

    static Ternary of(boolean matches) {
        return matches ? YES : NO;
    }

    Ternary and(Ternary other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Ternary or(Ternary other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Ternary not() {
        return switch (this) {
            case NO -> YES;
            case MAYBE -> MAYBE;
            case YES -> NO;
        };
    }
}
