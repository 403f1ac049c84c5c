package org.virtuald.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;

/**
 * What a service's bundle stands for.
 *
 * @param conf the conf it was made from
 * @param roots the stamp of the roots table's file when it was read last; empty for a table in the conf itself
 * @param at when the stamp was taken, or a little before
 * @param problems what was wrong with the table then; one with errors is not in force
 */
record Deployed(ServiceConf conf, Optional<FileStamp> roots, Instant at, List<Problem> problems) {

    /** A service that was started just now. */
    Deployed(ServiceConf conf, Optional<FileStamp> roots, Instant at) {
        this(conf, roots, at, List.of());
    }

    /** Whether the table is surely the one that was read, if this is its stamp now. */
    boolean hasRead(Optional<FileStamp> now) {
        return roots.equals(now) && roots.map(stamp -> stamp.isSettled(at)).orElse(true);
    }

    /** Whether the table has errors, and an earlier one is in force. */
    boolean isTableRefused() {
        return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }
}
