package org.virtuald.host;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The stamps of the files that something was made from.
 *
 * @param files each taken before its file was read: what is written meanwhile makes the stamp differ
 * @param at when the first was taken, or before
 */
record FileStamps(Map<Path, Optional<FileStamp>> files, Instant at) {

    /** Whether every file is surely the one that was read. */
    boolean areCurrent() {
        return files.entrySet().stream().allMatch(file -> {
            Optional<FileStamp> then = file.getValue();
            return then.equals(FileStamp.of(file.getKey()))
                    && then.map(stamp -> stamp.isSettled(at)).orElse(true);
        });
    }

    /** Whether one of the files was written, or taken away, after an instant. */
    boolean isTouchedSince(Instant then) {
        return files.keySet().stream().anyMatch(file -> FileStamp.isTouchedSince(then, file));
    }
}
