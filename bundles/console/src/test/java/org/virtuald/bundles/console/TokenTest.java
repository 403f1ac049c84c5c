package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token outlives the host in a file that its owner alone can read. */
class TokenTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void aFile() {
        file = directory.resolve("console.token");
    }

    @Test
    void itIsMadeOnceAndKept() throws IOException {
        Token made = Token.in(file);
        assertThat(made.text()).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Token.in(file).text()).isEqualTo(made.text());
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void anotherIsMadeWhereOthersCouldHaveReadIt() throws IOException {
        String first = Token.in(file).text();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Token.in(file).text()).isNotEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsNoTokenIsReplaced() throws IOException {
        Token.write(file, "secret\n");
        assertThat(Token.in(file).text()).hasSize(43);
        Files.delete(file);
        Path elsewhere = directory.resolve("elsewhere");
        Token.write(elsewhere, "A".repeat(43));
        Files.createSymbolicLink(file, elsewhere);
        assertThat(Token.in(file).text()).isNotEqualTo("A".repeat(43));
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void itIsRecognisedAsAWhole() throws IOException {
        Token token = Token.in(file);
        assertThat(token.is(token.text())).isTrue();
        for (String other : new String[] {"", token.text().substring(1), token.text() + "A", "ü".repeat(43)}) {
            assertThat(token.is(other)).as(other).isFalse();
        }
    }
}
