package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Problem;

/**
 * What a reconciliation did, by service.
 *
 * @param added running now, and not before
 * @param changed running with another conf or another roots table
 * @param removed not running any more
 * @param unchanged running as before
 * @param refused not running, or running as before, because of its files
 * @param waiting not running, or running as before, for a reason that may pass; tried again by itself
 * @param problems everything that is wrong with files, warnings too
 * @param failures what could not be done for other reasons than files
 * @param bundles what it did with the bundles of jars
 */
public record ReloadReport(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> refused,
        List<String> waiting,
        List<Problem> problems,
        List<String> failures,
        BundleReport bundles) {

    /** An empty report to be filled. */
    ReloadReport() {
        this(new BundleReport());
    }

    /** A report on services to be filled. */
    ReloadReport(BundleReport bundles) {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                bundles);
    }

    /** Whether anything was done. */
    boolean changedSomething() {
        return !(added.isEmpty() && changed.isEmpty() && removed.isEmpty()) || bundles.changedSomething();
    }

    /** How many of each, in words. */
    String summary() {
        return added.size() + " added, " + changed.size() + " changed, " + removed.size() + " removed, "
                + unchanged.size() + " unchanged, " + waiting.size() + " waiting, " + refused.size() + " refused"
                + (bundles.summary().isEmpty() ? "" : "; bundles: " + bundles.summary());
    }
}
