package org.virtuald.host;

/** Why a host cannot start, or cannot go on, in words for its administrator. */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    /**
     * @param status what the process exits with
     * @param message one or more lines
     */
    public HostException(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    /** What the process exits with. */
    public ExitStatus status() {
        return status;
    }
}
