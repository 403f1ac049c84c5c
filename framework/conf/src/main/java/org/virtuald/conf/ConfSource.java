package org.virtuald.conf;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** One reading of one conf file and of all that it draws in: the files, their digest, and what is wrong with them. */
final class ConfSource {

    /**
     * A megabyte of conf is a mistake, and the parser would need fifty for it in a process with a small heap. Long
     * tables belong into files of their own.
     */
    private static final int MAX_CONF_BYTES = 1024 * 1024;

    private static final Path SERVICES = Path.of("/etc/services");
    private static final String MERGED = "merge of ";

    private final Path directory;
    private final Path file;
    private final ConfFiles files;
    private final Problems problems;
    private final MessageDigest digest = sha256();
    private Optional<NamedPorts> ports = Optional.empty();

    ConfSource(Path directory, Path file, ConfFiles files) {
        this.directory = directory;
        this.file = file;
        this.files = files;
        this.problems = new Problems(file.toString());
    }

    /** The conf directory. */
    Path directory() {
        return directory;
    }

    /** The file that is read, the others being included. */
    Path file() {
        return file;
    }

    Problems problems() {
        return problems;
    }

    /** The bytes, which become part of the digest with their length before them so that no two readings share one. */
    byte[] read(Path path) throws IOException {
        byte[] bytes = files.read(path);
        if (bytes.length > MAX_CONF_BYTES) {
            throw new IOException("larger than " + MAX_CONF_BYTES / 1024 + " KiB");
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
        digest.update(bytes);
        return bytes;
    }

    /** SHA-256 over what was read so far, in hexadecimal. */
    String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 cannot be copied", e);
        }
    }

    /**
     * The ports of services(5). They are part of the digest when they are asked for, since the conf then means what they
     * say.
     *
     * @throws IOException when the file cannot be read
     */
    NamedPorts ports() throws IOException {
        if (ports.isEmpty()) {
            ports = Optional.of(NamedPorts.parse(new String(read(SERVICES), UTF_8)));
        }
        return ports.get();
    }

    /** Where a value stands. One that was put together from several files stands where its first part does. */
    Place place(ConfigOrigin origin) {
        String name = origin.description();
        int line = Math.max(origin.lineNumber(), 0);
        if (name.startsWith(MERGED)) {
            // The parser keeps no more than the text "merge of FILE: LINE,FILE: LINE".
            name = name.substring(MERGED.length()).replaceFirst("(: [0-9-]+),.*", "$1");
            String first = name.replaceFirst(".*: ([0-9]{1,9})(-[0-9]+)?$", "$1");
            line = first.equals(name) ? 0 : Integer.parseInt(first);
        }
        return new Place(line == 0 ? name : name.replaceFirst(": [0-9-]+$", ""), line);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
