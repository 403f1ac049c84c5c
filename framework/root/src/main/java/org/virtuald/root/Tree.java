package org.virtuald.root;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A directory seen as its own root: names resolve as path_resolution(7) says for a process that is chrooted there. */
final class Tree {

    private final Path top;
    private final boolean climbingRefused;
    private final Packages packages;

    private Tree(Path top, boolean climbingRefused, Packages packages) {
        this.top = top;
        this.climbingRefused = climbingRefused;
        this.packages = packages;
    }

    /** The tree as the kernel sees it: {@code ..} at the top stays at the top. */
    static Tree forReading(Path top) {
        return new Tree(top, false, Packages.none());
    }

    /**
     * The tree as a writer should see it: {@code ..} at the top is {@link Resolution.Escaping}, because whoever made
     * such a link meant a place outside.
     */
    static Tree forWriting(Path top) {
        return new Tree(top, true, Packages.none());
    }

    /** The file system of this machine. */
    static Tree ofMachine() {
        return ofMachine(Packages.none());
    }

    /** The file system of this machine as it were with some packages installed. */
    static Tree ofMachine(Packages packages) {
        return new Tree(Path.of("/"), false, packages);
    }

    Path top() {
        return top;
    }

    Packages packages() {
        return packages;
    }

    /** Where an entry lies, or would lie, whose path holds no symbolic links but for its own name. */
    Path entry(String path) {
        return packages.entry(top, path).orElseGet(() -> Packages.under(top, path));
    }

    /** The names in a directory, whose path holds no symbolic links, in order. */
    Set<String> names(String directory) throws IOException {
        Set<String> names = new TreeSet<>();
        List<Path> places = new ArrayList<>(packages.places(top, directory));
        places.add(Packages.under(top, directory));
        for (Path place : places) {
            if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
                    entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
                }
            }
        }
        return names;
    }

    /** What a path, absolute or relative to the top, leads to when every symbolic link is followed. */
    Resolution resolve(String path) {
        return new PathWalk(this, climbingRefused, path).resolution();
    }

    /** The absolute path that has a directory's entry. */
    static String join(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /** All of an absolute path but its last name; {@code /} for a path of one name. */
    static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    /** The last name of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
