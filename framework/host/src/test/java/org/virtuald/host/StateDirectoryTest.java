package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    private Path parent = Path.of("");

    @Test
    void itIsMadeAndOthersAreKeptOut() throws Exception {
        Path directory = parent.resolve("lib/virtuald");
        try (StateDirectory state = StateDirectory.lock(directory)) {
            assertThat(state.felixCache()).isDirectory().hasParent(directory);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwxr-x---");
        }
    }

    @Test
    void oneHostAtATimeHasIt() throws Exception {
        try (StateDirectory first = StateDirectory.lock(parent)) {
            assertThat(first.felixCache()).exists();
            assertThatThrownBy(() -> StateDirectory.lock(parent))
                    .isInstanceOf(HostException.class)
                    .hasMessage(parent + " is in use by another virtuald (pid "
                            + ProcessHandle.current().pid() + ")")
                    .asInstanceOf(InstanceOfAssertFactories.type(HostException.class))
                    .extracting(HostException::status)
                    .isEqualTo(ExitStatus.UNAVAILABLE);
        }
    }

    @Test
    void theNextHostCanHaveIt() throws Exception {
        StateDirectory.lock(parent).close();

        StateDirectory.lock(parent).close();
    }

    @Test
    void aFileInItsPlaceIsTold() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> StateDirectory.lock(file))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot use the state directory: " + file + ": ");
    }

    @Test
    void aLockFileThatIsASymbolicLinkIsNotFollowed() throws IOException {
        Path victim = Files.writeString(parent.resolve("victim"), "precious");
        Path directory = Files.createDirectory(parent.resolve("state"));
        Files.createSymbolicLink(directory.resolve("lock"), victim);

        assertThatThrownBy(() -> StateDirectory.lock(directory))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot use the state directory: ");
        assertThat(victim).hasContent("precious");
    }
}
