package org.virtuald.root;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link RootBuilder} did.
 *
 * @param created the directories, links and files that it made or replaced in the root, as paths of this machine
 * @param kept the links and files that were there and were left alone, whether or not they are the same as those it
 *     would have made
 * @param warnings sentences for people: what was kept although it differs, left out, or still missing
 */
public record BuildReport(List<Path> created, List<Path> kept, List<String> warnings) {

    /** Copies the lists. */
    public BuildReport {
        created = List.copyOf(created);
        kept = List.copyOf(kept);
        warnings = List.copyOf(warnings);
    }
}
