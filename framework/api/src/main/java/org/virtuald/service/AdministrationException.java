package org.virtuald.service;

/** Why the host did not do what an administrator asked for, in words for the administrator. */
public final class AdministrationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one or more lines */
    public AdministrationException(String message) {
        super(message);
    }
}
