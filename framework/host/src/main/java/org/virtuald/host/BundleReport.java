package org.virtuald.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a reconciliation did with the bundles of jars, each called as its jar without {@code .jar}.
 *
 * @param added running now, and not before
 * @param changed running with another jar or other settings
 * @param removed not running any more
 * @param unchanged running as before
 * @param refused not running, or running as before, because of their jar or their settings
 * @param failures why, also of those that were refused earlier
 */
public record BundleReport(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> refused,
        List<String> failures) {

    /** An empty report to be filled. */
    BundleReport() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** The names by what became of them, in the order in which they are told. */
    public Map<String, List<String>> outcomes() {
        Map<String, List<String>> outcomes = new LinkedHashMap<>();
        outcomes.put("added", added);
        outcomes.put("changed", changed);
        outcomes.put("removed", removed);
        outcomes.put("unchanged", unchanged);
        outcomes.put("refused", refused);
        return outcomes;
    }

    /** Whether anything was done. */
    boolean changedSomething() {
        return !(added.isEmpty() && changed.isEmpty() && removed.isEmpty());
    }

    /** How many of each there are, in words; empty when there is no bundle. */
    String summary() {
        return outcomes().entrySet().stream()
                .filter(outcome -> !outcome.getValue().isEmpty())
                .map(outcome -> outcome.getValue().size() + " " + outcome.getKey())
                .collect(Collectors.joining(", "));
    }
}
