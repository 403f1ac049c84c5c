package org.virtuald.root;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The programs of this machine, and of unpacked packages, that can be named without their directory.
 *
 * @param searchPath the directories that they are looked for in
 * @param machine where all files come from
 */
record HostPrograms(List<String> searchPath, Tree machine) {

    HostPrograms {
        searchPath = List.copyOf(searchPath);
    }

    HostPrograms(List<String> searchPath) {
        this(searchPath, Tree.ofMachine());
    }

    /** The PATH of this process and the directories of administration, which an ordinary user's PATH lacks. */
    static HostPrograms ofEnvironment() {
        return ofEnvironment(Packages.none());
    }

    /** The same, with the programs of some packages before those of this machine. */
    static HostPrograms ofEnvironment(Packages packages) {
        Set<String> directories = new LinkedHashSet<>();
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/local/bin:/usr/bin:/bin" : path).split(":", -1)) {
            // Elements that count from the working directory name nothing that a root could have.
            if (directory.startsWith("/")) {
                directories.add(directory);
            }
        }
        directories.addAll(List.of("/usr/sbin", "/sbin"));
        return new HostPrograms(List.copyOf(directories), Tree.ofMachine(packages));
    }

    /** The path of a program, if this machine has it. */
    Optional<String> find(String name) {
        return searchPath.stream()
                .map(directory -> Tree.join(directory, name))
                .filter(this::isProgram)
                .findFirst();
    }

    /** The path of a program that is to be run here, so that none of a package will do. */
    Optional<String> ownTool(String name) {
        return new HostPrograms(searchPath).find(name);
    }

    /** The path to open for a path of the tree: where a package has the file, or the path itself. */
    Path file(String path) {
        return machine.resolve(path) instanceof Resolution.Found found
                        && machine.packages().hold(found.file())
                ? found.file()
                : Path.of(path);
    }

    /** Whether a path leads to a file that this process may execute. */
    boolean isProgram(String path) {
        return machine.resolve(path) instanceof Resolution.Found file
                && file.isRegular()
                && Files.isExecutable(file.file());
    }
}
