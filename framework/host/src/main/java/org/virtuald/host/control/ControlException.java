package org.virtuald.host.control;

/** A request that is answered with an error, in words for whoever sent it. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one or more lines */
    public ControlException(String message) {
        super(message);
    }
}
