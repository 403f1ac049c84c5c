package org.virtuald.root;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that is to become a root. */
final class RootDirectory {

    private RootDirectory() {}

    /** Makes the directory and its parents, 0755, where they are missing, and returns its path without links. */
    static Path prepare(Path root) throws RootException {
        if (!root.isAbsolute()) {
            throw new RootException("\"" + root + "\": a root is named by an absolute path");
        }
        try {
            make(root.normalize());
            Path top = root.normalize().toRealPath();
            if (!Files.isDirectory(top)) {
                throw new RootException(
                        root + ": is not a directory. Name a directory, or one that does not exist yet");
            }
            if (top.getParent() == null) {
                throw new RootException(root + ": is this machine's own root. Name another directory");
            }
            return top;
        } catch (IOException e) {
            throw new RootException("%s: cannot make the directory: %s".formatted(root, Reason.withFile(e)), e);
        }
    }

    private static void make(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.exists(directory)) {
            make(parent);
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                return; // another build has made it meanwhile
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
