package org.virtuald.launcher;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.virtuald.entry.EntryFailure;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;

/**
 * The pipe on which a service's entry programs report what failed. One pipe serves all launches: a record is in it before
 * its process ends, so whoever has waited for the process finds it. Reading is confined to the reaper's thread.
 */
final class EntryFailures implements AutoCloseable {
    private final Pipe pipe;
    private final Map<Long, EntryFailure> read = new HashMap<>();

    private EntryFailures(Pipe pipe) {
        this.pipe = pipe;
    }

    static EntryFailures open() throws ErrnoException {
        return new EntryFailures(Pipe.open());
    }

    /** The end that entry programs write to. */
    Descriptor writing() {
        return pipe.writing();
    }

    /** The report of a launch whose process has ended; empty when its program was run. */
    Optional<EntryFailure> take(long token) throws ErrnoException {
        for (ByteBuffer next = record(); next.hasRemaining(); next = record()) {
            EntryFailure failure = EntryFailure.decode(next);
            // of several processes of a launch, the first to fail is why the others do
            read.putIfAbsent(failure.token(), failure);
        }
        return Optional.ofNullable(read.remove(token));
    }

    private ByteBuffer record() throws ErrnoException {
        return pipe.readRecord(EntryFailure.SIZE);
    }

    @Override
    public void close() {
        pipe.close();
    }
}
