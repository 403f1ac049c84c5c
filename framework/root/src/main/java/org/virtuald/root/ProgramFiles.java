package org.virtuald.root;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of this machine that a program cannot start without, or that somebody wants in a root.
 *
 * @param program the program's path
 * @param files all paths, the program's first
 * @param libraries the paths of those that are libraries, by the name that they are asked for
 * @param loader the dynamic loader that it, or its interpreter, names
 */
record ProgramFiles(String program, List<String> files, Map<String, String> libraries, Optional<String> loader) {

    ProgramFiles {
        files = List.copyOf(files);
        libraries = Map.copyOf(libraries);
    }
}
