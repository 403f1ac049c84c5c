package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Roots with a few small programs, as {@code virtuald root create} makes them. */
final class TestRoots {

    private static final String[] PROGRAMS = {"sh", "cat", "env", "sort"};

    private static Path model = Path.of(""); // guarded by the class

    private TestRoots() {}

    /** Makes a root in which {@code /name} holds a line of text. */
    static Path make(Path root, String name) throws IOException, InterruptedException {
        FileTree.copy(model(), root);
        Files.writeString(root.resolve("name"), name + "\n");
        return root;
    }

    private static synchronized Path model() throws IOException, InterruptedException {
        if (!model.isAbsolute()) {
            Path made = Distribution.SHARED.resolve("root");
            FileTree.delete(made);
            String[] arguments = new String[PROGRAMS.length + 3];
            arguments[0] = "root";
            arguments[1] = "create";
            arguments[2] = made.toString();
            System.arraycopy(PROGRAMS, 0, arguments, 3, PROGRAMS.length);
            Distribution.run(arguments).andWell();
            model = made;
        }
        return model;
    }
}
