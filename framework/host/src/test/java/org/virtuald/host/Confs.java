package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Conf directories of tests. */
final class Confs {
    private Confs() {}

    /** Writes {@code services/NAME.conf} with a program, a table in place, and more lines. */
    static Path write(Path directory, String name, String program, String... more) throws IOException {
        return write(directory, name, "[\"default /\"]", program, String.join("\n", more));
    }

    /** Writes {@code services/NAME.conf} with a table of its own file. */
    static Path writeWithTable(Path directory, String name, Path table) throws IOException {
        return write(directory, name, "\"" + table + "\"", "true", "");
    }

    private static Path write(Path directory, String name, String roots, String program, String more)
            throws IOException {
        Path services = Files.createDirectories(directory.resolve("services"));
        return Files.writeString(services.resolve(name + ".conf"), """
                listen = ["127.0.0.1:0"]
                exec   = ["%s"]
                roots  = %s
                user   = "root"
                %s
                """.formatted(program, roots, more));
    }
}
