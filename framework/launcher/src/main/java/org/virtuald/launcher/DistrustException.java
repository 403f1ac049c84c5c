package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** Something on a path that others than root could have put there or changed; the message names it and says what to do. */
public final class DistrustException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String fault;

    /**
     * @param component the file, directory or link that is wrong
     * @param fault what is wrong with it, as it follows its name
     */
    DistrustException(Path component, String fault) {
        super(component + " " + fault);
        this.fault = fault;
    }

    /** What is wrong, for a message that has named the component already. */
    String fault() {
        return fault;
    }
}
