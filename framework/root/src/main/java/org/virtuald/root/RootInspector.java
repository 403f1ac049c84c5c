package org.virtuald.root;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Tells what a root lacks for a program to run in it. Nothing in the root is executed or changed. */
public final class RootInspector {

    private RootInspector() {}

    /**
     * What a program needs in a root and does not find there; empty if nothing is missing.
     *
     * <p>Followed are symbolic links, as a process in the root sees them (path_resolution(7)); the dynamic loader and,
     * through all libraries, the libraries that a program names (elf(5), ld.so(8)); the interpreter of a script
     * (execve(2)) and the program that env(1) is to find for it. Data files and libraries that a program opens while
     * it runs cannot be known.
     *
     * @param program a path inside the root, or a plain name, which is looked for as execvp(3) does
     * @param searchPath the directories inside the root that plain names are looked for in
     * @return each thing once, in the order in which it would stop the program
     */
    public static List<Missing> inspect(Path root, String program, List<String> searchPath) {
        requireNonNull(program, "program");
        try {
            Path top = root.toRealPath();
            if (!Files.isDirectory(top)) {
                return List.of(new Missing.NoDirectory(root));
            }
            return new Inspection(root, Tree.forReading(top), searchPath).of(program);
        } catch (NoSuchFileException e) {
            return List.of(new Missing.NoRoot(root));
        } catch (IOException e) {
            return List.of(new Missing.Unreadable(root, "/", Reason.of(e)));
        }
    }
}
