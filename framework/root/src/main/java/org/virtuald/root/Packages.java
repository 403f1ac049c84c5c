package org.virtuald.root;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Directories that packages were unpacked into ({@code dpkg -x}), seen as if they were installed on top of a tree. As
 * with dpkg(1), a directory of a package goes where the tree's symbolic link of that name leads, so that what a package
 * has in /bin lies in /usr/bin where /usr is merged.
 *
 * @param directories absolute paths; the first that has a file is asked for it
 */
record Packages(List<Path> directories) {

    private static final String USR = "/usr/";

    Packages {
        directories = List.copyOf(requireNonNull(directories, "directories"));
    }

    static Packages none() {
        return new Packages(List.of());
    }

    /** Where a package has an entry; empty if none has, or the tree has one that a directory of a package is laid over. */
    Optional<Path> entry(Path top, String path) {
        for (Path file : places(top, path)) {
            boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            if (exists(file) && !(directory && exists(under(top, path)))) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** All places that a path of the tree may have in the packages, whether anything is there or not. */
    List<Path> places(Path top, String path) {
        List<Path> places = new ArrayList<>();
        for (Path directory : directories) {
            places.add(under(directory, path));
            if (path.startsWith(USR) && isMerged(top, path.substring(USR.length()))) {
                places.add(directory.resolve(path.substring(USR.length())));
            }
        }
        return places;
    }

    /** Whether a file lies in one of them. */
    boolean hold(Path file) {
        return directories.stream().anyMatch(file::startsWith);
    }

    /** The path that a file of a package has on top of the tree; others' as they are. */
    String installed(String file) {
        for (Path directory : directories) {
            if (Path.of(file).startsWith(directory)) {
                return "/" + directory.relativize(Path.of(file));
            }
        }
        return file;
    }

    /** The directories of the packages in which libraries lie. */
    List<Path> libraryDirectories() {
        List<Path> libraries = new ArrayList<>();
        for (Path directory : directories) {
            for (String parent : List.of("lib", "usr/lib")) {
                for (Machine machine : Machine.values()) {
                    libraries.add(directory.resolve(parent).resolve(machine.multiarch()));
                }
                libraries.add(directory.resolve(parent));
                libraries.add(directory.resolve(parent + "64"));
            }
        }
        libraries.removeIf(place -> !Files.isDirectory(place));
        return libraries;
    }

    static Path under(Path top, String path) {
        return top.resolve(path.substring(1));
    }

    private static boolean isMerged(Path top, String path) {
        int end = path.indexOf('/');
        return end > 0 && Files.isSymbolicLink(top.resolve(path.substring(0, end)));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
