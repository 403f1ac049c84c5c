package org.virtuald.service;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reload did, by service, and what it had to complain of.
 *
 * @param added running now, and not before
 * @param changed running with another conf or another roots table
 * @param removed not running any more
 * @param unchanged running as before
 * @param waiting not running, or running as before, for a reason that may pass; tried again by itself
 * @param stopped not running because an administrator has stopped its bundle
 * @param refused not running, or running as before, because of its files
 * @param problems everything that is wrong with files, warnings too, each with its file and line
 * @param failures what could not be done for other reasons than files
 * @param bundles what became of the bundles of the bundle directories
 */
public record Reload(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> waiting,
        List<String> stopped,
        List<String> refused,
        List<String> problems,
        List<String> failures,
        Bundles bundles) {

    /**
     * What a reload did, by the names of jars.
     *
     * @param added started now
     * @param changed started anew, from another jar or with other settings
     * @param removed gone with their jars
     * @param unchanged as before
     * @param refused not running, or running as before, because of their jars or settings
     */
    public record Bundles(
            List<String> added,
            List<String> changed,
            List<String> removed,
            List<String> unchanged,
            List<String> refused) {

        /** Copies the lists. */
        public Bundles {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
            unchanged = List.copyOf(unchanged);
            refused = List.copyOf(refused);
        }
    }

    /** Copies the lists. */
    public Reload {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        unchanged = List.copyOf(unchanged);
        waiting = List.copyOf(waiting);
        stopped = List.copyOf(stopped);
        refused = List.copyOf(refused);
        problems = List.copyOf(problems);
        failures = List.copyOf(failures);
    }

    /** Whether a file was refused. */
    public boolean hasRefused() {
        return !refused.isEmpty() || !bundles.refused().isEmpty();
    }

    /** For people: a line for each outcome that there was, {@code added: a, b}; of bundles only what is not as before. */
    public List<String> outcomes() {
        List<String> lines = new ArrayList<>();
        add("added", added, lines);
        add("changed", changed, lines);
        add("removed", removed, lines);
        add("unchanged", unchanged, lines);
        add("waiting", waiting, lines);
        add("stopped", stopped, lines);
        add("refused", refused, lines);
        add("bundles added", bundles.added(), lines);
        add("bundles changed", bundles.changed(), lines);
        add("bundles removed", bundles.removed(), lines);
        add("bundles refused", bundles.refused(), lines);
        return lines;
    }

    private static void add(String outcome, List<String> services, List<String> lines) {
        if (!services.isEmpty()) {
            lines.add(outcome + ": " + String.join(", ", services));
        }
    }

    /** The problems and failures, for people: a line each. */
    public List<String> complaints() {
        List<String> lines = new ArrayList<>(problems);
        lines.addAll(failures);
        return lines;
    }
}
