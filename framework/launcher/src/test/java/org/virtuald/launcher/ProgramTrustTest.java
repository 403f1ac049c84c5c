package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.posix.Account;

class ProgramTrustTest {

    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));
    private static final int NOBODY = 65534;

    @TempDir
    private Path directory = Path.of("");

    private Path root = Path.of("");
    private Path program = Path.of("");

    @BeforeEach
    void aRootThatOnlyRootCanWrite() throws IOException {
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "files of root's can be made by root only");
        root = Files.createDirectory(directory.resolve("root"));
        Files.createDirectories(root.resolve("first"));
        Files.createDirectories(root.resolve("bin"));
        program = Files.createFile(root.resolve("bin").resolve("prog"));
        mode(program, "rwxr-xr-x");
    }

    @Test
    void whatIsRootsIsRun() throws IOException {
        assertThat(fault()).isEmpty();
    }

    @Test
    void theRootAndThePathToItAreLookedAt() throws IOException {
        mode(root, "rwxrwxr-x");
        assertThat(fault()).isEqualTo(root + " is writable by group root (mode 0775); chmod g-w");

        mode(root, "rwxr-xr-x");
        mode(directory, "rwxr-xrwx");
        assertThat(fault()).isEqualTo(directory + " is writable by everyone (mode 0757); chmod o-w");
    }

    @Test
    void theProgramAndThePathInsideTheRootAreLookedAt() throws IOException {
        mode(program, "rwxrwxr-x");
        assertThat(fault()).isEqualTo(program + " is writable by group root (mode 0775); chmod g-w");

        mode(program, "rwxr-xr-x");
        Files.setAttribute(program.getParent(), "unix:uid", NOBODY);
        assertThat(fault()).startsWith(program.getParent() + " belongs to ");
    }

    @Test
    void whereTheSearchComesByBeforeIsLookedAt() throws IOException {
        mode(root.resolve("first"), "rwxrwxrwx");

        assertThat(fault()).startsWith(root.resolve("first") + " is writable by ");
    }

    @Test
    void whatTheSearchDoesNotComeToDoesNotMatter() throws IOException {
        Path earlier = Files.createFile(root.resolve("first").resolve("prog"));
        mode(earlier, "rwxr-xr-x");
        mode(program, "rwxrwxrwx");
        assertThat(fault()).isEmpty();

        mode(earlier, "rw-r--r--"); // EACCES, and execvp goes on
        assertThat(fault()).startsWith(program + " is writable by ");
    }

    @Test
    void linksAreFollowedAsInsideTheRoot() throws IOException {
        Path other = Files.createDirectory(root.resolve("other"));
        Path behind = Files.move(program, other.resolve("prog"));
        Files.createSymbolicLink(program, Path.of("/../../other/prog"));
        assertThat(fault()).isEmpty();

        mode(behind, "rwxrwxrwx");
        assertThat(fault()).startsWith(behind + " is writable by ");
    }

    @Test
    void whoSaysThatItMayBeWritableGetsIt() throws IOException {
        mode(program, "rwxrwxrwx");

        assertThat(fault("allow-writable-root = true")).isEmpty();
    }

    @Test
    void anOrdinaryUsersProgramMayBeAnybodys() throws IOException {
        mode(program, "rwxrwxrwx");
        Account nobody = new Account("nobody", NOBODY, NOBODY, List.of());

        assertThat(ProgramTrust.of(ConfText.service("exec = [prog]", "path = \"/first:/bin\""), nobody)
                        .fault(root.toString()))
                .isEmpty();
    }

    @Test
    void whatIsMissingIsForTheLaunchToTell() throws IOException {
        Files.delete(program);
        assertThat(fault()).isEmpty();
        assertThat(ProgramTrust.of(ConfText.service(), ROOT).fault(directory + "/missing"))
                .isEmpty();
    }

    private String fault(String... more) {
        String[] conf = new String[more.length + 2];
        conf[0] = "exec = [prog]";
        conf[1] = "path = \"/first:/bin\"";
        System.arraycopy(more, 0, conf, 2, more.length);
        return ProgramTrust.of(ConfText.service(conf), ROOT)
                .fault(root.toString())
                .orElse("");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
