package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The settings file of a bundle. The bundle reads a copy that is made before its start, so that a file with a mistake can give
 * way to the latest one without.
 */
final class BundleSettings {
    private final Path original;
    private final Path copy;
    private Optional<byte[]> taken = Optional.empty();
    private Optional<byte[]> good = Optional.empty();

    /**
     * @param original may be absent
     * @param copy in a directory that exists
     */
    BundleSettings(Path original, Path copy) {
        this.original = original;
        this.copy = copy;
    }

    /** Has the bundle see the file as it is now. */
    void take() throws IOException {
        Optional<byte[]> now;
        try {
            now = Optional.of(Files.readAllBytes(original));
        } catch (NoSuchFileException e) {
            now = Optional.empty();
        }
        write(now);
        taken = now;
    }

    /** The bundle has started with what was taken. */
    void keep() {
        good = taken;
    }

    /** Has the bundle see what it started with the last time. */
    void restore() throws IOException {
        write(good);
    }

    private void write(Optional<byte[]> content) throws IOException {
        if (content.isPresent()) {
            Path unfinished = copy.resolveSibling("." + copy.getFileName());
            Files.write(unfinished, content.get());
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.deleteIfExists(copy);
        }
    }
}
