package org.virtuald.conf.wrappers;

/** What a rule does to whom it matches. */
enum Effect {
    /** Lets in. */
    GRANT,
    /** Keeps out. */
    REFUSE,
    /** Keeps out where it was to let in: it has an option that cannot be obeyed. */
    FAIL
}
