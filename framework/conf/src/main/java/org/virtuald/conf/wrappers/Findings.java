package org.virtuald.conf.wrappers;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Problem.Severity;

/** What was found while access files were read, in the order of the lines; a hundred warnings at most. */
final class Findings {
    private static final int REPORTED = 100;

    private final List<Problem> found = new ArrayList<>();
    private boolean errors;
    private int warnings;
    private String last = "";

    void error(String file, String message) {
        errors = true;
        found.add(new Problem(Severity.ERROR, file, 0, message));
    }

    void warning(String file, int line, String message) {
        last = file;
        if (warnings++ < REPORTED) {
            found.add(new Problem(Severity.WARNING, file, line, message));
        }
    }

    boolean hasErrors() {
        return errors;
    }

    List<Problem> all() {
        List<Problem> all = new ArrayList<>(found);
        if (warnings > REPORTED) {
            all.add(new Problem(Severity.WARNING, last, 0, "and " + (warnings - REPORTED) + " more warnings"));
        }
        return List.copyOf(all);
    }
}
