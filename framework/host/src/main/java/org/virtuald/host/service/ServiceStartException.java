package org.virtuald.host.service;

/** Why a service could not be started. */
public final class ServiceStartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * @param passing whether the same may succeed later without any change of a file
     * @param message the reasons, a line each
     */
    public ServiceStartException(boolean passing, String message) {
        super(message);
        this.passing = passing;
    }

    /** Whether the same may succeed later without any change of a file: an address in use, for example. */
    public boolean isPassing() {
        return passing;
    }
}
