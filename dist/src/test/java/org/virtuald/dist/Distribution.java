package org.virtuald.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.launcher.TrustedFiles;

/** The distribution as the build has just made it. */
final class Distribution {

    /** Its directory; a copy that is root's where others than root could write to the build's. */
    static final Path HOME = trusted(Path.of("target", "virtuald").toAbsolutePath());

    /** Which of the JVMs that run tests at the same time this is, from 0 on. */
    static final int FORK =
            Integer.parseInt(System.getProperty("fork", "fork 1").substring("fork ".length())) - 1;

    /** Where tests of one JVM keep what all of them use, made anew by each run. */
    static final Path SHARED = Path.of("target", "it-" + FORK).toAbsolutePath();

    private Distribution() {}

    private static Path trusted(Path home) {
        try {
            TrustedFiles.check(home.resolve("bin").resolve("virtuald"));
            TrustedFiles.check(home.resolve("lib").resolve("launcher").resolve("virtuald-launcher-0.1.0.jar"));
            return home;
        } catch (IOException e) {
            try {
                return copy(home);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static Path copy(Path home) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "virtuald-distribution-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                FileTree.delete(directory);
            } catch (IOException e) {
                System.err.println("cannot remove " + directory + ": " + e);
            }
        }));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Outcome.of(List.of("cp", "-rL", home.toString(), directory.toString()))
                    .andWell();
            Outcome.of(List.of("chmod", "-R", "go-w", directory.toString())).andWell();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return directory.resolve(home.getFileName());
    }

    /** A command line of {@code bin/virtuald}. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin").resolve("virtuald").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs {@code bin/virtuald} until it ends. */
    static Outcome run(String... arguments) throws IOException, InterruptedException {
        return Outcome.of(command(arguments));
    }
}
