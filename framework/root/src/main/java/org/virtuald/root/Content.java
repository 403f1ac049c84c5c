package org.virtuald.root;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** What a regular file in a root is to hold. */
sealed interface Content {

    /** Whether a regular file holds the same bytes already. */
    boolean isIn(Path file) throws IOException;

    /** Fills an empty file and sets its mode. */
    void writeTo(Path file) throws IOException;

    /** A file of this machine. Mode and time go with it; owner, extended attributes and setuid and setgid bits stay. */
    record CopyOf(Path source) implements Content {

        @Override
        public boolean isIn(Path file) throws IOException {
            return Files.mismatch(source, file) < 0;
        }

        @Override
        public void writeTo(Path file) throws IOException {
            // Not a copy of the file itself: that would have the source's setuid bit until the mode is set.
            try (OutputStream out = Files.newOutputStream(file)) {
                Files.copy(source, out);
            }
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(source));
            Files.setLastModifiedTime(file, Files.getLastModifiedTime(source));
        }
    }

    /** A short text. */
    record Text(String text) implements Content {

        private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

        @Override
        public boolean isIn(Path file) throws IOException {
            byte[] bytes = bytes();
            return Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes);
        }

        @Override
        public void writeTo(Path file) throws IOException {
            Files.write(file, bytes());
            Files.setPosixFilePermissions(file, MODE);
        }

        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
