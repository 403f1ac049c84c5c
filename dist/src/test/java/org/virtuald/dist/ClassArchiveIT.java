package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        // times of jars are part of what the JVM compares
        Outcome.of(List.of(
                        "cp",
                        "-a",
                        Distribution.HOME.toString(),
                        site.directory().toString()))
                .andWell();
        Path home = site.directory().resolve(Distribution.HOME.getFileName());
        String made = Outcome.of(
                        List.of(home.resolve("bin").resolve("virtuald-cds").toString()))
                .andWell()
                .out();

        Path archive = Path.of(made.strip());
        assertThat(archive).startsWith(home.resolve("lib").resolve("cds")).isRegularFile();
        assertThat(shared(home)).isGreaterThan(0);

        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 3));
        assertThat(shared(home)).isZero();
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
