package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.constants.platform.Errno;
import jnr.constants.platform.OpenFlags;
import jnr.ffi.Pointer;

/**
 * A pipe, pipe(7), both ends close-on-exec. Reading it never waits. Writes of children of up to 4096 bytes are atomic.
 *
 * @param reading the end to read from
 * @param writing the end to give to children
 */
public record Pipe(Descriptor reading, Descriptor writing) implements AutoCloseable {

    /** Opens a pipe. */
    public static Pipe open() throws ErrnoException {
        int[] pair = new int[2];
        if (LIBC.pipe2(pair, OpenFlags.O_CLOEXEC.intValue()) < 0) {
            throw ErrnoException.last("pipe2", "");
        }
        Pipe pipe = new Pipe(Descriptor.own(pair[0]), Descriptor.own(pair[1]));
        try {
            pipe.reading.unblock();
            return pipe;
        } catch (ErrnoException | RuntimeException e) {
            pipe.close();
            throw e;
        }
    }

    /**
     * Reads exactly one record of fixed size.
     *
     * @param bytes the record's size
     * @return the record in the machine's byte order; empty (no bytes remaining) when none is there
     */
    public ByteBuffer readRecord(int bytes) throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        Pointer memory = Pointer.wrap(RUNTIME, buffer);
        long length;
        do {
            length = LIBC.read(reading.number(), memory, bytes);
        } while (length < 0 && Libc.errno() == Errno.EINTR.intValue());
        if (length < 0 && Libc.errno() != Errno.EAGAIN.intValue()) {
            throw ErrnoException.last("read", "pipe");
        }
        return buffer.limit(length == bytes ? bytes : 0);
    }

    /**
     * Reads what is there.
     *
     * @param buffer direct, with room, filled from its position on
     * @return how many bytes, or -1 when all other ends are closed; 0 when nothing is there now
     */
    public int read(ByteBuffer buffer) throws ErrnoException {
        Pointer memory = Pointer.wrap(RUNTIME, buffer.slice());
        long length;
        do {
            length = LIBC.read(reading.number(), memory, buffer.remaining());
        } while (length < 0 && Libc.errno() == Errno.EINTR.intValue());
        if (length < 0) {
            if (Libc.errno() == Errno.EAGAIN.intValue()) {
                return 0;
            }
            throw ErrnoException.last("read", "pipe");
        }
        buffer.position(buffer.position() + (int) length);
        return length == 0 ? -1 : (int) length;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
