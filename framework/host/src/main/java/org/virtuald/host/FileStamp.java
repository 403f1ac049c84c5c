package org.virtuald.host;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What tells one content of a file from another without reading it. Symbolic links are followed, so a link that was turned
 * to another file is a change.
 *
 * @param attributes inode, size, and the times of the last write and the last change
 * @param changed when content or attributes were last changed; nobody can set it back
 */
record FileStamp(Map<String, Object> attributes, FileTime changed) {
    /** Kernels stamp files with a coarse clock: two writes within a tick can look like one. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** The stamp of a file now; empty when there is none, or it cannot be looked at. */
    static Optional<FileStamp> of(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime");
            return Optional.of(new FileStamp(attributes, (FileTime) requireNonNull(attributes.get("ctime"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a file was written, made, taken away or put in another's place after an instant: someone may be about to write
     * the rest of it, or to put the next one there.
     */
    static boolean isTouchedSince(Instant then, Path file) {
        return of(file).or(() ->
                        Optional.ofNullable(file.toAbsolutePath().getParent()).flatMap(FileStamp::of))
                .map(stamp -> stamp.changed().toInstant())
                // a stamp of the future is from a clock that was set back since
                .filter(changed -> changed.isAfter(then) && !changed.isAfter(Instant.now()))
                .isPresent();
    }

    /** Whether a later write would surely show in the stamp. */
    boolean isSettled(Instant now) {
        return changed.toInstant().plus(TICK).isBefore(now);
    }
}
