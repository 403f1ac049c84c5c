package org.virtuald.service;

import java.io.IOException;

/** A connection cannot be handed to another service; the message says why. */
public final class HandOverException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the reason, fit for a log and not for a peer: it tells what services there are
     */
    public HandOverException(String message) {
        super(message);
    }
}
