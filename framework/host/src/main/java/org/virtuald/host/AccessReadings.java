package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.Reading;

/**
 * The access lists of confs and of the files that they name. A list is made again only when a file has another content, and is
 * the same object otherwise. Confined to one thread.
 */
final class AccessReadings {

    /** A reading, and what it was made from. */
    private record Made(AccessRules rules, FileStamps stamps, String digest, Reading<AccessList> reading) {
        boolean isAsGoodAs(Made other) {
            return reading instanceof Reading.Accepted && rules.equals(other.rules) && digest.equals(other.digest);
        }
    }

    private final Map<String, Made> made = new HashMap<>();

    /**
     * What the rules and their files say now; the last reading, if there is one, when a file was written so late that its
     * writer may not be done.
     *
     * @param owner whose rules they are
     * @param untouchedSince when a file must have been complete
     */
    Reading<AccessList> of(String owner, AccessRules rules, Instant untouchedSince) {
        Made last = made.get(owner);
        if (last != null
                && last.rules().equals(rules)
                && (last.stamps().areCurrent() || last.stamps().isTouchedSince(untouchedSince))) {
            return last.reading();
        }
        Made now = read(rules);
        Made kept = last != null && last.isAsGoodAs(now)
                ? new Made(rules, now.stamps(), now.digest(), last.reading())
                : now;
        made.put(owner, kept);
        return kept.reading();
    }

    private static Made read(AccessRules rules) {
        Map<Path, Optional<FileStamp>> stamps = new HashMap<>();
        MessageDigest digest = sha256();
        Instant now = Instant.now();
        ConfFiles recording = file -> {
            stamps.put(file, FileStamp.of(file));
            return digested(file, digest);
        };
        Reading<AccessList> reading = AccessList.read(rules, recording);
        return new Made(
                rules, new FileStamps(Map.copyOf(stamps), now), HexFormat.of().formatHex(digest.digest()), reading);
    }

    private static byte[] digested(Path file, MessageDigest digest) throws IOException {
        byte[] bytes = ConfFiles.plain().read(file);
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip()); // so that no two readings share one
        digest.update(bytes);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The files that the lists are made from. */
    Set<Path> files() {
        Set<Path> files = new HashSet<>();
        made.values().forEach(one -> files.addAll(one.rules().files()));
        return files;
    }

    /** Forgets the others. */
    void keepOnly(Collection<String> owners) {
        made.keySet().retainAll(owners);
    }
}
