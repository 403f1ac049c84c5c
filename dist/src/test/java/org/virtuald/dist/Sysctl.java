package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A parameter of the kernel. */
final class Sysctl {
    private Sysctl() {}

    /** The value of the file below {@code /proc/sys}. It ends after the first read, so that must be one of enough bytes. */
    static String read(String file) throws IOException {
        return Files.readAllLines(Path.of("/proc/sys", file)).get(0).strip();
    }
}
