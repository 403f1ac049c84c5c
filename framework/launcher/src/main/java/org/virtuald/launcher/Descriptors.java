package org.virtuald.launcher;

/**
 * The numbers of the descriptors that a plan opens. The kernel gives the lowest free one, and a plan begins with all closed
 * behind the one for its failure: so they are known before it runs.
 */
final class Descriptors {
    private final int failure;
    private int next;

    /**
     * @param failure where the plan's failure is reported
     */
    Descriptors(int failure) {
        this.failure = failure;
        this.next = failure + 1;
    }

    /** Where the plan's failure is reported; what the program gets is below. */
    int failure() {
        return failure;
    }

    /** The first that a plan opens. */
    int first() {
        return failure + 1;
    }

    /** The number of what is opened now. */
    int open() {
        return next++;
    }
}
