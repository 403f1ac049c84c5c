package org.virtuald.host.admission;

/** The right to one program. Any thread may give it back. */
public interface Permit {
    /** The right of those that need none. */
    Permit NONE = () -> {};

    /** Gives it back; more than once is as good as once. */
    void release();
}
