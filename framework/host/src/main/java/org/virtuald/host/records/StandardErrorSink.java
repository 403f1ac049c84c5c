package org.virtuald.host.records;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Writes to the process's standard error, a record with one write(2). */
final class StandardErrorSink implements RecordSink {
    private final RecordLines lines;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

    StandardErrorSink(RecordLines lines) {
        this.lines = lines;
    }

    @Override
    public void write(ConnectionRecord record) throws IOException {
        out.write(lines.bytes(record));
    }

    @Override
    public void close() {
        // the log still goes there
    }
}
