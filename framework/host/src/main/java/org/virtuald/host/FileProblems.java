package org.virtuald.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.Problem;

/** Tells what is wrong with the files of services, the same mistake once. Confined to the reconciler's thread. */
final class FileProblems {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** What the log has of each service's files. */
    private final Map<String, List<Problem>> told = new HashMap<>();

    /** What is wrong with the files of a service now. */
    void tell(String service, List<Problem> problems) {
        if (!problems.equals(told.put(service, problems))) {
            tell(problems);
        }
    }

    /** Forgets the others. */
    void keepOnly(Set<String> services) {
        told.keySet().retainAll(services);
    }

    /** Tells this in any case. */
    static void tell(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() == Problem.Severity.ERROR) {
                LOG.error("{}", problem);
            } else {
                LOG.warn("{}", problem);
            }
        }
    }
}
