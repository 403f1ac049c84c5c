package org.virtuald.root;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts directories, symbolic links and files into a root and keeps the report. Every path is resolved inside the root,
 * and the entry itself is made or replaced without being followed, so nothing outside is ever written.
 */
final class RootWriter {

    /** The end of a warning about something that overwriting would have replaced. */
    static final String FORCE = ", kept; use --force to replace it";

    private final Tree tree;
    private final boolean overwrite;
    private final Set<Path> created = new LinkedHashSet<>();
    private final Set<Path> kept = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

    RootWriter(Path top, boolean overwrite) {
        this.tree = Tree.forWriting(top);
        this.overwrite = overwrite;
    }

    Tree tree() {
        return tree;
    }

    void warn(String warning) {
        warnings.add(Printable.of(warning));
    }

    BuildReport report() {
        return new BuildReport(List.copyOf(created), List.copyOf(kept), warnings);
    }

    /** Makes a directory, 0755 whatever it is elsewhere, unless there is one or a link to one. */
    void directory(String path) throws IOException, RootException {
        Path entry = entry(path);
        Optional<PosixFileAttributes> present = attributes(entry);
        if (present.isEmpty()) {
            Files.createDirectory(entry);
            Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxr-xr-x"));
            created.add(entry);
        } else if (!(tree.resolve(path) instanceof Resolution.Found found)) {
            throw refused(path, tree.resolve(path));
        } else if (!found.isDirectory()) {
            throw new RootException(entry + ": not a directory, but one is needed there. Move it away");
        }
    }

    /** Makes a symbolic link. A directory in its place is kept even when overwriting: it may hold anything. */
    void link(String path, String target) throws IOException, RootException {
        Path entry = entry(path);
        Optional<PosixFileAttributes> present = attributes(entry);
        if (present.isPresent()) {
            boolean directory = present.get().isDirectory();
            boolean same = present.get().isSymbolicLink()
                    && Files.readSymbolicLink(entry).toString().equals(target);
            if (same || directory || !overwrite) {
                String difference = "is not the symbolic link to " + target + " that it is on this machine";
                keep(entry, same, directory ? difference + ", kept, as it is a directory" : difference + FORCE);
                return;
            }
        }
        Path temporary = temporary(entry);
        Files.deleteIfExists(temporary);
        Files.createSymbolicLink(temporary, Path.of(target));
        replace(temporary, entry);
    }

    /**
     * Writes a file, or keeps the one that is there if it holds the same or must not be overwritten.
     *
     * @return whether the file was written
     */
    boolean file(String path, Content content) throws IOException, RootException {
        Path entry = entry(path);
        Optional<PosixFileAttributes> present = attributes(entry);
        if (present.isPresent()) {
            if (present.get().isDirectory()) {
                throw new RootException(entry + ": a directory, but a file is needed there. Move it away");
            }
            boolean same = tree.resolve(path) instanceof Resolution.Found f && f.isRegular() && content.isIn(f.file());
            if (same || !overwrite) {
                keep(entry, same, "differs" + FORCE);
                return false;
            }
        }
        overwrite(path, content);
        return true;
    }

    /** Writes a file, whatever file there is. */
    void overwrite(String path, Content content) throws IOException, RootException {
        Path entry = entry(path);
        Path temporary = Files.createTempFile(entry.getParent(), ".virtuald", "");
        try {
            content.writeTo(temporary);
            replace(temporary, entry);
        } catch (IOException e) {
            // It would name the temporary file, or none.
            throw (IOException) new FileSystemException(entry.toString(), null, Reason.of(e)).initCause(e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Replaces an entry by another one in the same directory; rename(2) does not follow links. */
    void replace(Path temporary, Path entry) throws IOException {
        Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE);
        kept.remove(entry);
        created.add(entry);
    }

    /** Leaves an entry alone, with a warning unless it is as it should be. What this writer made itself is no news. */
    void keep(Path entry, boolean same, String difference) {
        if (!created.contains(entry) && kept.add(entry) && !same) {
            warn(entry + " " + difference);
        }
    }

    /** The path, on this machine, of an entry whose directory exists; the entry's own name is not followed. */
    Path entry(String path) throws RootException {
        Resolution directory = tree.resolve(Tree.parent(path));
        if (directory instanceof Resolution.Found found && found.isDirectory()) {
            return found.file().resolve(Tree.name(path));
        }
        throw refused(path, directory);
    }

    static Path temporary(Path entry) {
        return entry.resolveSibling(".virtuald." + entry.getFileName());
    }

    static Optional<PosixFileAttributes> attributes(Path entry) throws IOException {
        try {
            return Optional.of(Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private RootException refused(String path, Resolution resolution) {
        String reason = "its directory is not a directory";
        if (resolution instanceof Resolution.Escaping escaping) {
            reason = "the symbolic link %s leads out of the root".formatted(escaping.path());
        } else if (resolution instanceof Resolution.Dangling dangling) {
            reason = "%s is a symbolic link to %s, which is not in the root"
                    .formatted(dangling.link(), dangling.target());
        } else if (resolution instanceof Resolution.Looping looping) {
            reason = "%s is part of a loop of symbolic links".formatted(looping.path());
        } else if (resolution instanceof Resolution.Unreadable unreadable) {
            reason = "%s: %s".formatted(unreadable.path(), unreadable.reason());
        } else if (resolution instanceof Resolution.Absent absent) {
            reason = "%s is not there".formatted(absent.path());
        }
        return new RootException("%s: cannot make %s: %s. Remove what is in the way and run the command again"
                .formatted(tree.top(), path, reason));
    }
}
