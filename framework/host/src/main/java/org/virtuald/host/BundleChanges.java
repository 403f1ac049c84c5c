package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reconciliation did with installed bundles, by the names of their jars.
 *
 * @param added started now
 * @param changed started anew, from another jar or with other settings
 * @param removed gone with their jars
 * @param unchanged as before
 * @param refused not running, or running as before, because of their jars or settings
 * @param failures why
 */
public record BundleChanges(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> refused,
        List<String> failures) {

    /** An empty one to be filled. */
    BundleChanges() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** Whether anything was done. */
    boolean changedSomething() {
        return !(added.isEmpty() && changed.isEmpty() && removed.isEmpty());
    }
}
