package org.virtuald.host.outlet;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.function.Function;

/** Writes to the process's standard error, an entry with one write(2). */
final class StandardErrorSink<T> implements Sink<T> {
    private final Function<T, byte[]> line;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

    StandardErrorSink(Function<T, byte[]> line) {
        this.line = line;
    }

    @Override
    public void write(T entry) throws IOException {
        out.write(line.apply(entry));
    }

    @Override
    public void close() {
        // the log still goes there
    }
}
