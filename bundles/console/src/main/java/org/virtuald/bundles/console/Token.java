package org.virtuald.bundles.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a browser must show to be let in: 256 random bits. It lies in the state directory in a file of mode 0600 and outlives the
 * host, so that an open page finds its way back; whoever deletes the file has the next start make another.
 */
final class Token {
    private static final int BYTES = 32;
    private static final String FORM = "[A-Za-z0-9_-]{43}";
    private static final long LONGEST_FILE = 256;

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /**
     * The token of a file; a new one where there is no file, or one that others could have read or written.
     *
     * @throws IOException when it can neither be read nor written
     */
    static Token in(Path file) throws IOException {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean isPrivate = attributes.isRegularFile()
                    && attributes.size() <= LONGEST_FILE
                    && PosixFilePermissions.toString(attributes.permissions()).endsWith("------");
            String found = isPrivate ? Files.readString(file, US_ASCII).strip() : "";
            if (found.matches(FORM)) {
                return new Token(found);
            }
        } catch (NoSuchFileException e) {
            // the first start
        }
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        write(file, made + "\n");
        return new Token(made);
    }

    /** Writes a file that its owner alone can read, in one step. */
    static void write(Path file, String text) throws IOException {
        Path written = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".console",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, text, US_ASCII);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    /** Whether this is it; how long that takes tells nothing about how much of it is right. */
    boolean is(String offered) {
        return MessageDigest.isEqual(text.getBytes(US_ASCII), offered.getBytes(US_ASCII));
    }

    /** The token itself. */
    String text() {
        return text;
    }
}
