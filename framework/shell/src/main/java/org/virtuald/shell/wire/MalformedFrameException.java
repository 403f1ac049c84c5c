package org.virtuald.shell.wire;

import java.io.IOException;

/** Bytes that are no frame: the connection cannot go on. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong with them */
    public MalformedFrameException(String message) {
        super(message);
    }
}
