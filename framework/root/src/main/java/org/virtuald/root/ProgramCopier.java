package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Copies files of this machine to the same paths in a root, with the symbolic links that lead to them. */
final class ProgramCopier {

    private static final int SETUID_SETGID = 06000;

    private final Tree machine;
    private final RootWriter writer;

    ProgramCopier(Tree machine, RootWriter writer) {
        this.machine = machine;
        this.writer = writer;
    }

    void copy(String path) throws IOException, RootException {
        if (!(machine.resolve(path) instanceof Resolution.Found file)) {
            throw new RootException(path + ": it disappeared while the root was built. Run the command again");
        }
        for (Waypoint waypoint : file.trail()) {
            if (waypoint instanceof Waypoint.Link link) {
                writer.link(link.path(), link.target());
            } else {
                writer.directory(waypoint.path());
            }
        }
        if (file.isDirectory()) {
            return;
        }
        place(file.path(), file);
        // The root may have a directory where this machine has a link; then the file is needed at both paths.
        if (!(writer.tree().resolve(path) instanceof Resolution.Found)) {
            place(path, file);
        }
    }

    /** Repeats the links of a merged /usr, so that a program in /usr/bin is found by its older name in /bin, too. */
    void copyMergedDirectories() throws IOException, RootException {
        for (String path : List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")) {
            if (machine.resolve(path) instanceof Resolution.Found directory
                    && directory.trail().get(0) instanceof Waypoint.Link link
                    && link.path().equals(path)
                    && writer.tree().resolve(directory.path()) instanceof Resolution.Found) {
                writer.link(path, link.target());
            }
        }
    }

    private void place(String path, Resolution.Found source) throws IOException, RootException {
        boolean written = writer.file(path, new Content.CopyOf(source.file()));
        if (written && ((int) Files.getAttribute(source.file(), "unix:mode") & SETUID_SETGID) != 0) {
            writer.warn(writer.entry(path) + ": the setuid and setgid bits of " + source.file() + " were left out");
        }
    }
}
