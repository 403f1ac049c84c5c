package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

/**
 * A file or directory of the machine that a program finds in its root.
 *
 * @param from its absolute path on the machine, over no symbolic link
 * @param to its absolute path inside the root, where a file or a directory must be already
 * @param readOnly whether nothing can be written there
 */
public record BindMount(String from, String to, boolean readOnly) {

    /** Checks that nothing is missing. */
    public BindMount {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
    }
}
