package org.virtuald.root;

import java.nio.file.Path;

/** A directory seen as its own root: names resolve as path_resolution(7) says for a process that is chrooted there. */
final class Tree {

    private final Path top;
    private final boolean climbingRefused;

    private Tree(Path top, boolean climbingRefused) {
        this.top = top;
        this.climbingRefused = climbingRefused;
    }

    /** The tree as the kernel sees it: {@code ..} at the top stays at the top. */
    static Tree forReading(Path top) {
        return new Tree(top, false);
    }

    /**
     * The tree as a writer should see it: {@code ..} at the top is {@link Resolution.Escaping}, because whoever made
     * such a link meant a place outside.
     */
    static Tree forWriting(Path top) {
        return new Tree(top, true);
    }

    /** The file system of this machine. */
    static Tree ofMachine() {
        return forReading(Path.of("/"));
    }

    Path top() {
        return top;
    }

    /** What a path, absolute or relative to the top, leads to when every symbolic link is followed. */
    Resolution resolve(String path) {
        return new PathWalk(top, climbingRefused, path).resolution();
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
