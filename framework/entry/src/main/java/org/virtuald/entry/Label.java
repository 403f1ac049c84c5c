package org.virtuald.entry;

/** A place in the code or its data. It may be referred to before it is placed. */
final class Label {
    private int position = -1;

    /** Its distance in bytes from the first instruction. */
    int position() {
        if (position < 0) {
            throw new IllegalStateException("a label that was never placed");
        }
        return position;
    }

    void place(int at) {
        if (position >= 0) {
            throw new IllegalStateException("a label that is placed twice");
        }
        position = at;
    }
}
