package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

/**
 * One finding in a conf file.
 *
 * @param severity whether the file is refused because of it
 * @param file the file as the reader was told of it, relative when the conf directory was given as a relative path
 * @param line 1 for the first line; 0 when the finding is about the file as a whole
 * @param message what is wrong and what was expected, one line without control characters
 */
public record Problem(Severity severity, String file, int line, String message) {

    /** What a finding means for the file it is in. */
    public enum Severity {
        /** The file is refused and what was in force before stays. */
        ERROR,
        /** The file is accepted but does not do all that it seems to say. */
        WARNING
    }

    /** Checks that the line is not negative. */
    public Problem {
        requireNonNull(severity, "severity");
        requireNonNull(file, "file");
        requireNonNull(message, "message");
        if (line < 0) {
            throw new IllegalArgumentException("line " + line + " is negative");
        }
    }

    static Problem error(Place place, String message) {
        return new Problem(Severity.ERROR, place.file(), place.line(), message);
    }

    static Problem warning(Place place, String message) {
        return new Problem(Severity.WARNING, place.file(), place.line(), message);
    }

    /** The form that compilers use: {@code FILE:LINE: message}, {@code warning: } before the message of a warning. */
    @Override
    public String toString() {
        String where = line == 0 ? file : file + ":" + line;
        return where + ": " + (severity == Severity.WARNING ? "warning: " : "") + message;
    }
}
