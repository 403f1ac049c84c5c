package org.virtuald.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;

/**
 * A bundle's jar, read as a whole: what happens to the file afterwards does not matter.
 *
 * @param bytes never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JarContent(byte[] bytes) {
    private static final long MOST_BYTES = 64L << 20;

    /**
     * Reads the jar and checks that it is one.
     *
     * @return empty when it was written to meanwhile: whoever writes it is not done
     * @throws IOException when it cannot be read or is no bundle, with the reason
     */
    static Optional<JarContent> read(Path file, FileStamp stamp) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it is larger than " + (MOST_BYTES >> 20) + " MB");
        }
        // the table at the jar's end, which a stream does not see: a jar that was cut off has none
        try (ZipFile jar = new ZipFile(file.toFile())) {
            jar.size();
        } catch (ZipException e) {
            return fail(file, stamp, "it is no jar: " + e.getMessage());
        }
        byte[] bytes = Files.readAllBytes(file);
        String fault = fault(bytes);
        if (!fault.isEmpty()) {
            return fail(file, stamp, fault);
        }
        return isUnchanged(file, stamp) ? Optional.of(new JarContent(bytes)) : Optional.empty();
    }

    private static Optional<JarContent> fail(Path file, FileStamp stamp, String fault) throws IOException {
        if (isUnchanged(file, stamp)) {
            throw new IOException(fault);
        }
        return Optional.empty();
    }

    private static boolean isUnchanged(Path file, FileStamp stamp) {
        return FileStamp.of(file).filter(stamp::equals).isPresent();
    }

    /** What is wrong with a jar; empty if nothing. */
    private static String fault(byte[] bytes) {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return "it is no bundle: its manifest is missing or does not come first";
            }
            Attributes main = manifest.getMainAttributes();
            if (main.getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                return "it is no bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME;
            }
            while (jar.getNextEntry() != null) {
                jar.transferTo(OutputStream.nullOutputStream()); // checks each file's checksum
            }
            return "";
        } catch (IOException e) {
            return "it is damaged: " + e.getMessage();
        }
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }
}
