package org.virtuald.host;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.virtuald.service.BundleSettings;

/**
 * The content of a bundle's settings file; what happens to the file afterwards does not matter.
 *
 * @param text empty when there is no file
 */
record SettingsFile(Path file, Optional<String> text) implements BundleSettings {
    private static final long MOST_BYTES = 1 << 20;

    /**
     * Reads the file.
     *
     * @throws IOException when it is there and cannot be read, with the reason
     */
    static SettingsFile read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + ": it is larger than " + (MOST_BYTES >> 20) + " MB");
            }
            return new SettingsFile(file, Optional.of(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return new SettingsFile(file, Optional.empty());
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": it is not in UTF-8", e);
        }
    }
}
