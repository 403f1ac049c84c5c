package org.virtuald.launcher;

import java.io.IOException;

/** The launcher cannot be talked to any more: it has ended, or it said what no launcher says. */
public final class LauncherException extends IOException {
    private static final long serialVersionUID = 1L;

    LauncherException(String message) {
        super(message);
    }

    LauncherException(String message, Throwable cause) {
        super(message, cause);
    }
}
