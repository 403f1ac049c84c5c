package org.virtuald.launcher;

/** A message that does not follow the wire format. The channel that it came on is not trusted any further. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
