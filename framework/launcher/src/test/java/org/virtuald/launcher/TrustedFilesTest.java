package org.virtuald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @CsvSource({
        "rw-rw-r--, is writable by group root (mode 0664); chmod g-w",
        "rw-r--rw-, is writable by everyone (mode 0646); chmod o-w",
        "rw-rw-rw-, is writable by group root and everyone (mode 0666); chmod go-w"
    })
    void aFileThatOthersCanWriteIsRefused(String mode, String reason) throws IOException {
        mode(file, mode);

        assertThatThrownBy(() -> files.read(file)).hasMessage(reason);
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

        refused(file, folder + " is writable by ");
    }

    @Test
    void aDirectoryFurtherUpIsLookedAt() throws IOException {
        mode(directory, "rwxrwxr-x");

        refused(file, directory + " is writable by group root (mode 0775); chmod g-w");
    }

    @Test
    void whatBelongsToRootInADirectoryWithTheStickyBitIsRead() throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);

        assertThat(new String(files.read(file), UTF_8)).isEqualTo("text");

        Files.setAttribute(file, "unix:uid", NOBODY);
        refused(file, "it must belong to root (chown root)");
    }

    @Test
    void aLinkOfAnotherUserInADirectoryWithTheStickyBitIsRefused() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setAttribute(open, "unix:mode", 01777);
        Path link = Files.createSymbolicLink(open.resolve("link.conf"), file);
        assertThat(new String(files.read(link), UTF_8)).isEqualTo("text");

        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        refused(link, "it must belong to root (chown root)");
    }

    @Test
    void directoriesBehindALinkInTheMiddleAreLookedAt() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Path inner = Files.createDirectory(open.resolve("inner"));
        Files.copy(file, inner.resolve("ftp.conf"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("open/../open/inner"));
        assertThat(new String(files.read(link.resolve("ftp.conf")), UTF_8)).isEqualTo("text");

        mode(open, "rwxrwxr-x");
        refused(link.resolve("ftp.conf"), open + " is writable by group root (mode 0775); chmod g-w");
    }

    @Test
    void linksWithoutEndAreRefused() throws IOException {
        Path one = directory.resolve("one");
        Files.createSymbolicLink(one, Path.of("two"));
        Files.createSymbolicLink(directory.resolve("two"), Path.of("one"));

        refused(one, "more than 40 symbolic links");
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

        refused(link, file + " is writable by group root and everyone (mode 0666); chmod go-w");
    }

    @Test
    void theFolderBehindASymbolicLinkIsLookedAt() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.conf"), file);
        mode(folder, "rwxrwxrwx");

        refused(link, folder + " is writable by ");
    }

    @Test
    void aSymbolicLinkThatOthersCouldHavePutThereIsRefused() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        mode(open, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(open.resolve("link.conf"), file);

        refused(link, open + " is writable by group root and everyone (mode 0777); chmod go-w");
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
