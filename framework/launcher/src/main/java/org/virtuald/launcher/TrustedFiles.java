package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.virtuald.conf.ConfFiles;

/**
 * Files that only root can have written: owned by root, as are their folder and the file behind a symbolic link, and not
 * writable by group or others. Anything else could have been put there by the host's user.
 */
public final class TrustedFiles implements ConfFiles {
    private static final int ROOT = 0;

    private final ConfFiles files = ConfFiles.plain();

    @Override
    public byte[] read(Path file) throws IOException {
        Path real = file.toRealPath();
        for (Path path : List.of(real, file.toAbsolutePath())) {
            checkFolder(path);
        }
        check(real, real.equals(file.toAbsolutePath()) ? "" : real + " ");
        return files.read(real);
    }

    /** Refuses a folder that others than root can write to, for the file that is in it, or will be. */
    static void checkFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Path real = folder.toRealPath();
            check(real, real + " ");
            checkFolder(file.toAbsolutePath());
        }
    }

    /** A folder that is a symbolic link is where its own folder says. */
    private static void checkFolder(Path path) throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            check(folder, folder + " ");
            if (Files.isSymbolicLink(folder)) {
                checkFolder(folder);
            }
        }
    }

    /** The name is for messages, which are shown behind the name of the file that was asked for. */
    private static void check(Path path, String name) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!Integer.valueOf(ROOT).equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new IOException(
                    name + "belongs to " + attributes.owner().getName() + "; it must belong to root (chown root)");
        }
        if (attributes.isSymbolicLink()) {
            return; // its mode means nothing, symlink(7)
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(name + "can be written by others than root (chmod go-w)");
        }
    }
}
