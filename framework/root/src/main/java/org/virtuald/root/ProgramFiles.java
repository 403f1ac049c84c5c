package org.virtuald.root;

import java.util.List;
import java.util.Map;

/**
 * The files of this machine that a program cannot start without.
 *
 * @param program the program's path
 * @param files all paths, the program's first
 * @param libraries the paths of those that are libraries, by the name that they are asked for
 */
record ProgramFiles(String program, List<String> files, Map<String, String> libraries) {

    ProgramFiles {
        files = List.copyOf(files);
        libraries = Map.copyOf(libraries);
    }
}
