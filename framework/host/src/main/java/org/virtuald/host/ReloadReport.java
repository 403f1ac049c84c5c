package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Problem;
import org.virtuald.service.Reload;

/**
 * What a reconciliation did, by service.
 *
 * @param added running now, and not before
 * @param changed running with another conf or another roots table
 * @param removed not running any more
 * @param unchanged running as before
 * @param refused not running, or running as before, because of its files
 * @param waiting not running, or running as before, for a reason that may pass; tried again by itself
 * @param stopped not running because an administrator has stopped its bundle
 * @param problems everything that is wrong with files, warnings too
 * @param failures what could not be done for other reasons than files
 * @param bundles the same about installed bundles
 */
public record ReloadReport(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> refused,
        List<String> waiting,
        List<String> stopped,
        List<Problem> problems,
        List<String> failures,
        BundleChanges bundles) {

    /** An empty report to be filled. */
    ReloadReport() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new BundleChanges());
    }

    /** Whether anything was done. */
    boolean changedSomething() {
        return !(added.isEmpty() && changed.isEmpty() && removed.isEmpty()) || bundles.changedSomething();
    }

    /** How many of each, in words. */
    String summary() {
        return added.size() + " added, " + changed.size() + " changed, " + removed.size() + " removed, "
                + unchanged.size() + " unchanged, " + waiting.size() + " waiting, " + refused.size() + " refused"
                + (stopped.isEmpty() ? "" : ", " + stopped.size() + " stopped");
    }

    /** The same for those who asked for the reload. */
    Reload toReload() {
        return new Reload(
                added,
                changed,
                removed,
                unchanged,
                waiting,
                stopped,
                refused,
                problems.stream().map(Problem::toString).toList(),
                failures,
                new Reload.Bundles(
                        bundles.added(), bundles.changed(), bundles.removed(), bundles.unchanged(), bundles.refused()));
    }
}
