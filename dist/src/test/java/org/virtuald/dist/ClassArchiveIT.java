package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The archive of classes that {@code virtuald-cds} makes is used, and one that is of no use is passed over without a word. */
@AsRoot
class ClassArchiveIT {

    @AutoClose
    private final Site site = new Site();

    ClassArchiveIT() throws IOException {}

    @Test
    void theArchiveIsUsedAndABrokenOneIsNot() throws Exception {
        Path home = copy();
        String made = Outcome.of(
                        List.of(home.resolve("bin").resolve("virtuald-cds").toString()))
                .andWell()
                .out();

        List<Path> archives = made.strip().lines().map(Path::of).toList();
        assertThat(archives)
                .hasSize(2)
                .allSatisfy(archive -> assertThat(archive)
                        .startsWith(home.resolve("lib").resolve("cds"))
                        .isRegularFile());
        assertThat(shared(home)).isGreaterThan(0);
        assertThat(mapped(home)).as("by the host and the launcher").containsExactly(true, true);

        for (Path archive : archives) {
            byte[] whole = Files.readAllBytes(archive);
            Files.write(archive, Arrays.copyOf(whole, whole.length / 3));
        }
        assertThat(shared(home)).isZero();
        assertThat(mapped(home)).containsExactly(false, false);
    }

    @Test
    void anArchiveOfOtherJarsDoesNoHarm() throws Exception {
        Path home = copy();
        Outcome.of(List.of(home.resolve("bin").resolve("virtuald-cds").toString()))
                .andWell();
        try (Stream<Path> jars = Files.list(home.resolve("lib").resolve("launcher"))) {
            for (Path jar : jars.toList()) {
                Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
            }
        }
        assertThat(mapped(home)).containsExactly(false, false);
    }

    /** A distribution to change; times of jars are part of what the JVM compares. */
    private Path copy() throws IOException, InterruptedException {
        Outcome.of(List.of(
                        "cp",
                        "-a",
                        Distribution.HOME.toString(),
                        site.directory().toString()))
                .andWell();
        return site.directory().resolve(Distribution.HOME.getFileName());
    }

    /** Whether the host, and whether the launcher, of a distribution has its archive in memory once services are open. */
    private List<Boolean> mapped(Path home) throws Exception {
        site.service("start", site.directory(), "/none");
        List<String> command = List.of(
                home.resolve("bin").resolve("virtuald").toString(),
                "run",
                "--any-owner",
                "--conf",
                site.conf().toString(),
                "--state",
                site.state().toString());
        try (RunningHost host = RunningHost.begin(command).awaitReady()) {
            return List.of(maps(host.proc(), "/cds/host-"), maps(host.launcher(), "/cds/launcher-"));
        }
    }

    private static boolean maps(ProcFiles process, String name) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                .contains(name);
    }

    /** How many of virtuald's classes come from the archive when a command runs. */
    private long shared(Path home) throws Exception {
        Path log = site.directory().resolve("classes.log");
        Outcome outcome = Outcome.of(
                List.of(home.resolve("bin").resolve("virtuald").toString(), "--version"),
                Map.of("VIRTUALD_JAVA_OPTS", "-Xlog:class+load:file=" + log));
        assertThat(outcome.andWell().err()).isEmpty();
        assertThat(outcome.out()).startsWith("virtuald ").hasLineCount(1);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" org.virtuald.") && line.contains("shared objects file"))
                    .count();
        }
    }
}
