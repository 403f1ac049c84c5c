package org.virtuald.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where addresses are named: in a conf, and in files.
 *
 * @param prefixes those that stand in the conf
 * @param files files with one address or prefix a line
 */
public record AddressSources(List<AddressPrefix> prefixes, List<Path> files) {

    /** No address at all; not the same as files that hold none. */
    static final AddressSources NONE = new AddressSources(List.of(), List.of());

    /** Copies the lists. */
    public AddressSources {
        prefixes = List.copyOf(prefixes);
        files = List.copyOf(files);
    }

    /** Whether nothing is named here, not even a file. */
    public boolean isEmpty() {
        return prefixes.isEmpty() && files.isEmpty();
    }

    AddressSources and(AddressSources more) {
        List<AddressPrefix> allPrefixes = new ArrayList<>(prefixes);
        allPrefixes.addAll(more.prefixes);
        List<Path> allFiles = new ArrayList<>(files);
        allFiles.addAll(more.files);
        return new AddressSources(allPrefixes, allFiles);
    }
}
