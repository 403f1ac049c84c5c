package org.virtuald.conf;

import java.io.IOException;
import java.nio.file.Path;

/** How the bytes of conf files are got. A privileged reader refuses here what is not owned by root. */
@FunctionalInterface
public interface ConfFiles {

    /** The most bytes a file may have, 256 MiB: a roots table of some millions of lines. */
    int MAX_BYTES = 256 * 1024 * 1024;

    /**
     * Reads a file as a whole.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws IOException when it cannot be read or must not be; the message is shown to the user behind the file's name
     */
    byte[] read(Path file) throws IOException;

    /** Reads regular files of at most {@link #MAX_BYTES} bytes, whoever owns them. */
    static ConfFiles plain() {
        return PlainFiles::read;
    }
}
