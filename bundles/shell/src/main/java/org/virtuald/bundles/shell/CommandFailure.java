package org.virtuald.bundles.shell;

/** A command that did not do what it should, with the reason in words for the administrator. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status what the shell exits with
     * @param message may be empty if all has been said
     */
    CommandFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
