package org.virtuald.root;

import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The programs of this machine that can be named without their directory. */
record HostPrograms(List<String> searchPath) {

    HostPrograms {
        searchPath = List.copyOf(searchPath);
    }

    /** The PATH of this process and the directories of administration, which an ordinary user's PATH lacks. */
    static HostPrograms ofEnvironment() {
        Set<String> directories = new LinkedHashSet<>();
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/local/bin:/usr/bin:/bin" : path).split(":", -1)) {
            // Elements that count from the working directory name nothing that a root could have.
            if (directory.startsWith("/")) {
                directories.add(directory);
            }
        }
        directories.addAll(List.of("/usr/sbin", "/sbin"));
        return new HostPrograms(List.copyOf(directories));
    }

    /** The path of a program, if this machine has it. */
    Optional<String> find(String name) {
        return searchPath.stream()
                .map(directory -> Tree.join(directory, name))
                .filter(HostPrograms::isProgram)
                .findFirst();
    }

    /** Whether a path leads to a file that this process may execute. */
    static boolean isProgram(String path) {
        return Tree.ofMachine().resolve(path) instanceof Resolution.Found file
                && file.isRegular()
                && Files.isExecutable(file.file());
    }
}
