package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Debian package, by the tools of Debian, and on a system that is thrown away. */
@AsRoot
class PackageIT {
    private static final Path AMD64 = deb("amd64");

    /** Of 100, by {@code systemd-analyze security}; most services of a distribution that do nothing to harden have 96. */
    private static final int MOST_EXPOSED = 70;

    private static final int NO_LAYER = 77;

    /** How long installing, upgrading and removing may take, on a machine that is busy. */
    private static final int MINUTES = 5;

    @Test
    void isInstalledUpgradedRemovedAndPurged() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "dpkg is not installed");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the package is for another architecture");
        Path log = Path.of("target", "package-life.log");
        Process life = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "bash",
                        Path.of("src", "test", "sh", "package-life")
                                .toAbsolutePath()
                                .toString(),
                        AMD64.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(life.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            life.destroyForcibly();
        }
        String said = Files.readString(log);
        System.out.print(said);
        assumeTrue(life.exitValue() != NO_LAYER, "no overlay can be mounted here");
        assertThat(life.exitValue()).as(said).isZero();
        assertThat(said).endsWith("all well\n");
    }

    @Test
    void lintianHasNothingToSay() throws Exception {
        Path lintian = Path.of("/usr/bin/lintian");
        assumeTrue(Files.isExecutable(lintian), "lintian is not installed");
        Outcome outcome =
                Outcome.of(List.of(lintian.toString(), "--allow-root", "--fail-on", "error,warning", AMD64.toString()));

        assertThat(outcome.out()).isEmpty();
        outcome.andWell();
    }

    @Test
    void theUnitIsHardened() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not installed");
        Path unit = Path.of("target", "deb", "root", "usr", "lib", "systemd", "system", "virtuald.service");
        Outcome outcome = Outcome.of(List.of(
                analyze.toString(), "security", "--offline=true", "--threshold=" + MOST_EXPOSED, unit.toString()));

        String[] lines = outcome.out().strip().split("\n", -1);
        System.out.println(lines[lines.length - 1]);
        outcome.andWell();
    }

    @Test
    void theManPagesAreWellFormed() throws Exception {
        Path man = Path.of("/usr/bin/man");
        assumeTrue(Files.isExecutable(man), "man is not installed");
        for (String section : List.of("man5", "man7", "man8")) {
            try (DirectoryStream<Path> pages = Files.newDirectoryStream(
                    Distribution.HOME.resolve("share").resolve("man").resolve(section))) {
                for (Path page : pages) {
                    Outcome outcome = Outcome.of(
                            List.of(man.toString(), "--warnings", "--local-file", page.toString()),
                            Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "100", "MANROFFSEQ", ""));
                    assertThat(outcome.andWell().err())
                            .as("warnings of %s", page)
                            .isEmpty();
                    assertThat(outcome.out()).contains("NAME", "DESCRIPTION");
                }
            }
        }
    }

    @Test
    void thePackagesDifferInTheirNativeLibraryAlone() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not installed");

        assertThat(files(AMD64)).contains("./usr/lib/virtuald/native/x86_64-Linux/libjffi-1.2.so");
        assertThat(files(deb("arm64")).replace("aarch64", "x86_64")).isEqualTo(files(AMD64));
    }

    private static String files(Path deb) throws IOException, InterruptedException {
        return Outcome.of(List.of("sh", "-c", "dpkg-deb --fsys-tarfile " + deb + " | tar -t"))
                .andWell()
                .out();
    }

    private static Path deb(String architecture) {
        return Path.of("target", "virtuald_0.1.0-1_" + architecture + ".deb").toAbsolutePath();
    }
}
