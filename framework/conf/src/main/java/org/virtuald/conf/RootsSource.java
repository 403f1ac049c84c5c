package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/** Where a service's roots table is written. */
public sealed interface RootsSource {

    /**
     * In a file of its own.
     *
     * @param path below {@code roots} in the conf directory, or the absolute path that the conf names
     */
    record File(Path path) implements RootsSource {
        /** Checks that there is a path. */
        public File {
            requireNonNull(path, "path");
        }
    }

    /**
     * In the service's conf file.
     *
     * @param lines the table's lines, in order
     */
    record Inline(List<Line> lines) implements RootsSource {
        /** Copies the list. */
        public Inline {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line of a table in place.
     *
     * @param line where it stands in the service's conf file; 0 when an included file holds it
     * @param text the same as a line of a table's file
     */
    record Line(int line, String text) {
        /** Checks that there is a text. */
        public Line {
            requireNonNull(text, "text");
        }
    }
}
