package org.virtuald.launcher;

import org.virtuald.entry.EntryFailure;

/**
 * The numbers of the descriptors that a plan opens. The kernel gives the lowest free one, and a plan begins with all closed
 * behind the one for its failure: so they are known before it runs.
 */
final class Descriptors {
    /** The first that a plan opens. */
    static final int FIRST = EntryFailure.DESCRIPTOR + 1;

    private int next = FIRST;

    /** The number of what is opened now. */
    int open() {
        return next++;
    }
}
