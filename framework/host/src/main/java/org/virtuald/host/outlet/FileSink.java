package org.virtuald.host.outlet;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a file, and opens the path anew when another file is there or none: it was moved or deleted by who rotates logs.
 * The path is looked at before each entry. It is opened by the host's user, never by root: whoever owns the folder could
 * have put a link there.
 */
final class FileSink<T> implements Sink<T> {
    private static final byte[] NEWLINE = {'\n'};

    private final Path path;
    private final Function<T, byte[]> line;
    private @Nullable SeekableByteChannel file;
    private @Nullable Object key;
    private boolean cut;

    FileSink(Path path, Function<T, byte[]> line) {
        this.path = path;
        this.line = line;
    }

    @Override
    public void write(T entry) throws IOException {
        SeekableByteChannel to = current();
        if (cut) {
            writeAll(to, NEWLINE); // a disk that was full has part of a line
        }
        cut = true;
        writeAll(to, line.apply(entry));
        cut = false;
    }

    private static void writeAll(SeekableByteChannel to, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            to.write(rest);
        }
    }

    private SeekableByteChannel current() throws IOException {
        SeekableByteChannel open = file;
        if (open != null && key != null && key.equals(keyAtPath())) {
            return open;
        }
        close();
        cut = false;
        open().close();
        Object before = keyAtPath();
        open = open();
        file = open;
        // when it was moved meanwhile, nobody knows whose key this is: the next entry opens anew
        key = before != null && before.equals(keyAtPath()) ? before : null;
        return open;
    }

    private SeekableByteChannel open() throws IOException {
        return Files.newByteChannel(
                path,
                Set.of(CREATE, WRITE, APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    private @Nullable Object keyAtPath() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // what was written is with the kernel
            }
        }
        file = null;
    }
}
