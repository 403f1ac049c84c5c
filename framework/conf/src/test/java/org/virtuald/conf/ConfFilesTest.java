package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfFilesTest {

    private final ConfFiles files = ConfFiles.plain();

    @TempDir
    Path directory;

    @Test
    void readsAFileAsAWhole() throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 0, -1});
        assertThat(files.read(file)).containsExactly(1, 2, 0, -1);
    }

    @Test
    void knowsAnAbsentFile() {
        assertThatThrownBy(() -> files.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Timeout(10)
    void waitsForNoFifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "mkfifo works");
        assertThatIOException().isThrownBy(() -> files.read(fifo)).withMessage("not a regular file");
        assertThatIOException().isThrownBy(() -> files.read(directory)).withMessage("is a directory");
    }

    @Test
    void refusesAHugeFile() throws IOException {
        Path file = directory.resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(ConfFiles.MAX_BYTES + 1L);
        }
        assertThatIOException().isThrownBy(() -> files.read(file)).withMessage("larger than 256 MiB");
    }

    @Test
    void failuresHaveTheWordsOfErrno() {
        assertThat(ReadFailure.reason(new NoSuchFileException("/x"))).isEqualTo("no such file");
        assertThat(ReadFailure.reason(new FileNotFoundException("/x"))).isEqualTo("no such file");
        assertThat(ReadFailure.reason(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(ReadFailure.reason(new FileSystemException("/x", null, "Too many levels of symbolic links")))
                .isEqualTo("Too many levels of symbolic links");
        assertThat(ReadFailure.reason(new IOException("owned by\nmallory"))).isEqualTo("owned by mallory");
        assertThat(ReadFailure.reason(new IOException())).isEqualTo("IOException");
    }
}
