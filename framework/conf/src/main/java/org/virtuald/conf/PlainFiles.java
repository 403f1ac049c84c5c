package org.virtuald.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bounded reading of regular files. */
final class PlainFiles {

    private PlainFiles() {}

    static byte[] read(Path file) throws IOException {
        // Asked before opening, because open(2) of a FIFO waits until somebody writes to it.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(Files.isDirectory(file) ? "is a directory" : "not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ConfFiles.MAX_BYTES);
            if (in.read() >= 0) {
                throw new IOException("larger than " + ConfFiles.MAX_BYTES / (1024 * 1024) + " MiB");
            }
            return bytes;
        }
    }
}
