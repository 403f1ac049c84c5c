package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A launch that fails closes its connection, says why, and leaves the service as it was. */
@AsRoot
class FailedLaunchIT {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String NOT_THERE = "ENOENT (No such file or directory)";

    @AutoClose
    private final Site site = new Site();

    FailedLaunchIT() throws IOException {}

    @Test
    void aRootThatIsMissing() throws Exception {
        Path missing = site.directory().resolve("missing");

        failsOnce(missing, "chroot failed: " + missing + ": " + NOT_THERE, "cat");
    }

    @Test
    void aRootThatIsAFile() throws Exception {
        Path file = Files.writeString(site.directory().resolve("file"), "");

        failsOnce(file, "chroot failed: " + file + ": ENOTDIR (Not a directory)", "cat");
    }

    @Test
    void aProgramThatIsNowhereOnThePath() throws Exception {
        Path root = Files.createDirectory(site.directory().resolve("root"));

        failsOnce(root, "exec failed in root " + root + ": cat on " + PATH + ": " + NOT_THERE, "cat");
    }

    @Test
    void aProgramThatIsNotAtItsPath() throws Exception {
        Path root = Files.createDirectory(site.directory().resolve("root"));

        failsOnce(root, "exec failed in root " + root + ": /opt/cat: " + NOT_THERE, "/opt/cat");
    }

    @Test
    void aProgramThatNobodyMayExecute() throws Exception {
        Path root = rootWithCat("rw-r--r--", "#!/bin/sh\n");

        failsOnce(root, "exec failed in root " + root + ": /opt/cat: EACCES (Permission denied)", "/opt/cat");
    }

    @Test
    void aScriptWhoseInterpreterIsMissing() throws Exception {
        Path root = rootWithCat("rwxr-xr-x", "#!/bin/sh\n");

        failsOnce(root, "exec failed in root " + root + ": /opt/cat: " + NOT_THERE, "/opt/cat");
    }

    @Test
    void aFileThatIsNoProgram() throws Exception {
        Path root = rootWithCat("rwxr-xr-x", "text");

        failsOnce(root, "exec failed in root " + root + ": /opt/cat: ENOEXEC (Exec format error)", "/opt/cat");
    }

    @Test
    void aRootThatTheUserMayNotSearch() throws Exception {
        Path root = site.root("closed");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));

        failsOnce(root, "exec failed in root " + root + ": cat on " + PATH + ": EACCES (Permission denied)", "cat");
    }

    private Path rootWithCat(String mode, String content) throws IOException {
        Path root = site.directory().resolve("root");
        Path cat = Files.createDirectories(root.resolve("opt")).resolve("cat");
        Files.setPosixFilePermissions(Files.writeString(cat, content), PosixFilePermissions.fromString(mode));
        return root;
    }

    /** The same service answers from a good root before and after. */
    private void failsOnce(Path root, String reason, String program) throws IOException, InterruptedException {
        Path good = site.root("good");
        Files.copy(
                good.resolve("usr/bin/cat"),
                Files.createDirectory(good.resolve("opt")).resolve("cat"));
        site.service("failing", """
                listen  = ["*:0"]
                exec    = ["%s", "/name"]
                roots   = ["127.0.0.2 %s", "default %s"]
                user    = "nobody"
                """.formatted(program, root, good));
        RunningHost host = site.start();
        int port = host.port("failing");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("good\n");

        assertThat(Client.ask("127.0.0.2", port)).isEmpty();
        assertThat(host.log().await(" failed")).contains(" ERROR failing: " + reason + "; closed the connection from ");

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("good\n");
        assertThat(host.log().lines())
                .filteredOn(line -> line.contains(" failed"))
                .hasSize(1);
        Await.until("no program is left", () -> host.programs().isEmpty());
    }
}
