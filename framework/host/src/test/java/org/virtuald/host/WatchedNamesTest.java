package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedNamesTest {
    @TempDir
    private Path temporary = Path.of("");

    @Test
    void aPlainFileIsItsNameInItsFolder() throws IOException {
        Path folder = temporary.toRealPath();
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(WatchedNames.of(List.of(file))).containsOnly(Map.entry(folder, Set.of("file")));
    }

    @Test
    void everyLinkOnTheWayCounts() throws IOException {
        Path folder = temporary.toRealPath();
        Path data = Files.createDirectories(folder.resolve("data").resolve("v1"));
        Files.createFile(data.resolve("file"));
        Files.createSymbolicLink(folder.resolve("current"), Path.of("data", ".", "v2", "..", "v1"));
        Files.createDirectory(folder.resolve("data").resolve("v2"));
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("conf")).resolve("link"), folder.resolve("current/file"));
        assertThat(WatchedNames.of(List.of(link)))
                .containsEntry(folder.resolve("conf"), Set.of("link"))
                .containsEntry(folder, Set.of("current"))
                .containsEntry(data, Set.of("file"))
                .hasSize(3);
    }

    @Test
    void whatIsMissingIsWaitedForWhereItWouldAppear() throws IOException {
        Path folder = temporary.toRealPath();
        assertThat(WatchedNames.of(List.of(folder.resolve("not").resolve("there"))))
                .containsOnly(Map.entry(folder, Set.of("not")));
    }

    @Test
    void linksThatGoRoundEnd() throws IOException {
        Path folder = temporary.toRealPath();
        Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
        assertThat(WatchedNames.of(List.of(one))).containsEntry(folder, Set.of("one", "two"));
    }
}
