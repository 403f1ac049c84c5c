package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian packages whose programs tests run without installing them, since some exclude one another. They lie in {@code target/peers}. */
final class DebianPackages {
    private static final Path PLACE = Path.of("target", "peers");

    private final Path unpacked;

    /** Unpacks what is asked for into a directory. */
    DebianPackages(Path unpacked) {
        this.unpacked = unpacked;
    }

    /** Whether there are any. */
    static boolean areThere() {
        return Files.isDirectory(PLACE);
    }

    /** Whether there is one of that name. */
    static boolean has(String name) throws IOException {
        if (!areThere()) {
            return false;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(PLACE, name + "_*.deb")) {
            return found.iterator().hasNext();
        }
    }

    /** Unpacks a package over what there is in a directory. */
    static void addTo(Path directory, String name) throws IOException, InterruptedException {
        assertThat(has(name)).as("the package %s is in %s", name, PLACE).isTrue();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(PLACE, name + "_*.deb")) {
            for (Path deb : found) {
                Outcome.of(List.of("dpkg", "-x", deb.toString(), directory.toString()))
                        .andWell();
            }
        }
    }

    /** A program of a package, by its path in there. */
    String program(String name, String program) throws IOException, InterruptedException {
        Path directory = unpacked.resolve(name);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            addTo(directory, name);
        }
        Path file = directory.resolve(program);
        assertThat(file).isExecutable();
        return file.toString();
    }
}
