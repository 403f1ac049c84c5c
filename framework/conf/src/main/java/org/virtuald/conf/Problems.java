package org.virtuald.conf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.virtuald.conf.Problem.Severity;

/** The findings of one reading. A file that is wrong throughout is told so in a hundred lines, not a hundred thousand. */
final class Problems {

    static final int REPORTED = 100;

    private final String mainFile;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int errorCount;
    private int warningCount;

    Problems(String mainFile) {
        this.mainFile = mainFile;
    }

    void error(Place place, String message) {
        if (errorCount++ < REPORTED) {
            errors.add(Problem.error(place, message));
        }
    }

    void warning(Place place, String message) {
        if (warningCount++ < REPORTED) {
            warnings.add(Problem.warning(place, message));
        }
    }

    boolean hasErrors() {
        return errorCount > 0;
    }

    /** The value when nothing is wrong; it is asked for only then. */
    <T> Reading<T> accept(Supplier<T> value) {
        return hasErrors() ? new Reading.Rejected<>(all()) : new Reading.Accepted<>(value.get(), all());
    }

    <T> Reading<T> reject() {
        return new Reading.Rejected<>(all());
    }

    /** In the order of the lines, the main file before those that it includes, what was left out at the end. */
    private List<Problem> all() {
        List<Problem> all = new ArrayList<>(errors);
        all.addAll(warnings);
        all.sort(Comparator.comparing((Problem problem) -> !problem.file().equals(mainFile))
                .thenComparing(Problem::file)
                .thenComparingInt(Problem::line));
        addRest(all, Severity.ERROR, errorCount, "errors");
        addRest(all, Severity.WARNING, warningCount, "warnings");
        return List.copyOf(all);
    }

    private void addRest(List<Problem> all, Severity severity, int count, String noun) {
        if (count > REPORTED) {
            all.add(new Problem(severity, mainFile, 0, "and " + (count - REPORTED) + " more " + noun));
        }
    }
}
