package org.virtuald.root;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** Where a path in a {@link Tree} led. */
sealed interface Resolution {

    /**
     * Something that exists and is no symbolic link.
     *
     * @param path its path inside the tree, without symbolic links
     * @param file the same as this process opens it
     * @param trail the directories and links that were passed, in order
     */
    record Found(String path, Path file, PosixFileAttributes attributes, List<Waypoint> trail) implements Resolution {

        public Found {
            trail = List.copyOf(trail);
        }

        boolean isRegular() {
            return attributes.isRegularFile();
        }

        boolean isDirectory() {
            return attributes.isDirectory();
        }

        /** Whether somebody may execute it, which is what access(2) tells the superuser. */
        boolean isExecutable() {
            return attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE)
                    || attributes.permissions().contains(PosixFilePermission.GROUP_EXECUTE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    /** Nothing, from this component on. */
    record Absent(String path) implements Resolution {}

    /** Nothing, because a symbolic link on the way points to nothing. */
    record Dangling(String link, String target) implements Resolution {}

    /** More symbolic links than the kernel follows. */
    record Looping(String path) implements Resolution {}

    /** A way out of the top; only in a tree for writing. */
    record Escaping(String path) implements Resolution {}

    /** A component that this process may not look at. */
    record Unreadable(String path, String reason) implements Resolution {}
}
