package org.virtuald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedFilesTest {

    private static final int NOBODY = 65534;

    @TempDir
    private Path directory = Path.of("");

    private Path folder = Path.of("");
    private Path file = Path.of("");
    private final TrustedFiles files = new TrustedFiles();

    @BeforeEach
    void aFileThatOnlyRootCanWrite() throws IOException {
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "files of root's can be made by root only");
        folder = Files.createDirectory(directory.resolve("services"));
        file = Files.writeString(folder.resolve("ftp.conf"), "text");
        mode(file, "rw-r--r--");
        mode(folder, "rwxr-xr-x");
    }

    @Test
    void aFileOfRootsIsRead() throws IOException {
        assertThat(new String(files.read(file), UTF_8)).isEqualTo("text");
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws IOException {
        Files.setAttribute(file, "unix:uid", NOBODY);

        refused(file, "it must belong to root (chown root)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
    void aFileThatOthersCanWriteIsRefused(String mode) throws IOException {
        mode(file, mode);

        refused(file, "can be written by others than root (chmod go-w)");
    }

    @Test
    void aFolderOfAnotherUserIsRefused() throws IOException {
        Files.setAttribute(folder, "unix:uid", NOBODY);

        refused(file, folder + " belongs to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"})
    void aFolderThatOthersCanWriteIsRefused(String mode) throws IOException {
        mode(folder, mode);

        refused(file, folder + " can be written by others than root");
    }

    @Test
    void aSymbolicLinkToAFileOfRootsIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.conf"), file);

        assertThat(new String(files.read(link), UTF_8)).isEqualTo("text");
    }

    @Test
    void theFileBehindASymbolicLinkIsLookedAt() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.conf"), file);
        mode(file, "rw-rw-rw-");

        refused(link, file + " can be written by others than root");
    }

    @Test
    void theFolderBehindASymbolicLinkIsLookedAt() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.conf"), file);
        mode(folder, "rwxrwxrwx");

        refused(link, folder + " can be written by others than root");
    }

    @Test
    void aSymbolicLinkThatOthersCouldHavePutThereIsRefused() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        mode(open, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(open.resolve("link.conf"), file);

        refused(link, open + " can be written by others than root");
    }

    @Test
    void aMissingFileIsMissing() {
        assertThatThrownBy(() -> files.read(directory.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }

    private void refused(Path path, String reason) {
        assertThatThrownBy(() -> files.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
