package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Path;
import org.virtuald.conf.ConfFiles;

/**
 * Files that only root can have written: they, all directories above them and the symbolic links on the way belong to root
 * and cannot be written by others. Anything else could have been put there by the host's user.
 */
public final class TrustedFiles implements ConfFiles {
    private final ConfFiles files = ConfFiles.plain();

    @Override
    public byte[] read(Path file) throws IOException {
        try {
            check(file);
        } catch (DistrustException e) {
            // the file is named before the message
            String prefix = file.toAbsolutePath() + " ";
            throw String.valueOf(e.getMessage()).startsWith(prefix) ? new IOException(e.fault(), e) : e;
        }
        return files.read(file);
    }

    /** Checks a folder for the file that is in it, or will be. */
    static void checkFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            check(folder);
        }
    }

    /**
     * Checks that nobody but root can change what a path leads to. A path that leads nowhere passes when nobody but root can
     * put something there.
     *
     * @throws DistrustException naming the component that is wrong
     * @throws IOException when a component cannot be looked at
     */
    public static void check(Path path) throws IOException {
        PathTrust.of(path);
    }
}
