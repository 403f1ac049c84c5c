package org.virtuald.root;

/** A root that could not be built. The message tells what failed, where, why, and what to do about it. */
public final class RootException extends Exception {

    private static final long serialVersionUID = 1L;

    RootException(String message) {
        super(Printable.of(message));
    }

    RootException(String message, Throwable cause) {
        super(Printable.of(message), cause);
    }
}
