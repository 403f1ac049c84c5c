package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {

    @TempDir
    private Path top;

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(top.resolve("usr/bin"));
        Files.createFile(top.resolve("usr/bin/cat"));
    }

    @Test
    void followsRelativeLinksAndRemembersThem() throws IOException {
        link("bin", "usr/bin");

        Resolution.Found found = (Resolution.Found) read("/bin/cat");

        assertThat(found.path()).isEqualTo("/usr/bin/cat");
        assertThat(found.file()).isEqualTo(top.resolve("usr/bin/cat"));
        assertThat(found.trail())
                .containsExactly(
                        new Waypoint.Link("/bin", "usr/bin"),
                        new Waypoint.Directory("/usr"),
                        new Waypoint.Directory("/usr/bin"));
    }

    @Test
    void absoluteTargetsBeginAtTheTop() throws IOException {
        link("usr/bin/concatenate", "/usr/bin/cat");

        assertThat(read("/usr/bin/concatenate")).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void climbingAboveTheTopStaysAtTheTop() throws IOException {
        link("usr/bin/climber", "../../../../../../usr/bin/cat");

        assertThat(read("/../usr/bin/climber")).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void writersAreToldOfLinksThatClimbAboveTheTop() throws IOException {
        link("etc", "../outside");

        assertThat(Tree.forWriting(top).resolve("/etc/passwd")).isEqualTo(new Resolution.Escaping("/etc"));
    }

    @Test
    void theTopIsADirectory() {
        assertThat(read("/")).isInstanceOfSatisfying(Resolution.Found.class, found -> {
            assertThat(found.path()).isEqualTo("/");
            assertThat(found.isDirectory()).isTrue();
        });
    }

    @Test
    void absentNamesAreToldByTheFirstOneThatIsNotThere() {
        assertThat(read("/usr/lib/libc.so.6")).isEqualTo(new Resolution.Absent("/usr/lib"));
        assertThat(read("/usr/bin/cat/x")).isEqualTo(new Resolution.Absent("/usr/bin/cat"));
        assertThat(read("/usr/bin/n\0l")).isInstanceOf(Resolution.Absent.class);
    }

    @Test
    void aLinkDanglesOnlyIfItsOwnTargetIsAbsent() throws IOException {
        link("bin", "usr/bin");
        link("usr/bin/awk", "/etc/alternatives/awk");

        assertThat(read("/bin/awk")).isEqualTo(new Resolution.Dangling("/usr/bin/awk", "/etc/alternatives/awk"));
        assertThat(read("/bin/sed")).isEqualTo(new Resolution.Absent("/usr/bin/sed"));
    }

    @Test
    void theLastLinkOfAChainIsTheOneThatDangles() throws IOException {
        Files.createDirectories(top.resolve("etc/alternatives"));
        link("usr/bin/awk", "/etc/alternatives/awk");
        link("etc/alternatives/awk", "/usr/bin/mawk");

        assertThat(read("/usr/bin/awk")).isEqualTo(new Resolution.Dangling("/etc/alternatives/awk", "/usr/bin/mawk"));
    }

    @Test
    void loopsEnd() throws IOException {
        link("lib", "/lib");

        assertThat(read("/lib/libc.so.6")).isEqualTo(new Resolution.Looping("/lib"));
    }

    private Resolution read(String path) {
        return Tree.forReading(top).resolve(path);
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(top.resolve(path), Path.of(target));
    }
}
