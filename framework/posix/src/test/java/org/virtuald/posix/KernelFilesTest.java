package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFilesTest {
    @TempDir
    Path directory;

    @Test
    void directoriesAreMadeAndRemoved() throws Exception {
        Path made = directory.resolve("made");
        KernelFiles.makeDirectory(made.toString());
        assertThat(made).isDirectory();
        assertThatThrownBy(() -> KernelFiles.makeDirectory(made.toString()))
                .hasMessageStartingWith("mkdir " + made + ": EEXIST");
        KernelFiles.removeDirectory(made.toString());
        assertThat(made).doesNotExist();
        assertThatThrownBy(() -> KernelFiles.removeDirectory(made.toString()))
                .hasMessageStartingWith("rmdir " + made + ": ENOENT");
    }

    @Test
    void aTextIsWrittenToAFileThatIsThere() throws Exception {
        Path file = directory.resolve("file");
        assertThatThrownBy(() -> KernelFiles.write(file.toString(), "text"))
                .hasMessageStartingWith("open " + file + ": ENOENT");
        Files.createFile(file);
        KernelFiles.write(file.toString(), "größe");
        assertThat(file).hasContent("größe");
        assertThatThrownBy(() -> KernelFiles.write("/dev/full", "text"))
                .hasMessageStartingWith("write /dev/full: ENOSPC");
    }

    @Test
    void aFileThatIsOpenedIsTheOneThatWasNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (Descriptor opened = KernelFiles.openForWriting(file.toString())) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + opened.number())))
                    .isEqualTo(file.toRealPath());
        }
    }
}
