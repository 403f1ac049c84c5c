package org.virtuald.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import jnr.enxio.channels.NativeDeviceChannel;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;

/**
 * What ends the wait of a thread that waits for descriptors: a pipe, which can be read from after a {@link #call}. For any thread.
 */
final class WakeUp implements AutoCloseable {
    private final Pipe pipe;

    // never closed: closing a channel object would close the descriptor, which the pipe owns
    private final NativeDeviceChannel reading;
    private final NativeDeviceChannel writing;

    /** Whether there is a byte in the pipe, or no pipe any more; either way there is nothing to write. */
    private boolean called;

    private WakeUp(Pipe pipe) {
        this.pipe = pipe;
        this.reading = new NativeDeviceChannel(pipe.reading().number());
        this.writing = new NativeDeviceChannel(pipe.writing().number());
    }

    static WakeUp open() throws ErrnoException {
        return new WakeUp(Pipe.open());
    }

    /** What to wait for; it stays this object's. */
    Descriptor descriptor() {
        return pipe.reading();
    }

    /** Ends the wait, or the next one if there is none now. */
    synchronized void call() {
        if (!called) {
            called = true;
            transfer(writing::write);
        }
    }

    /** Takes the call. Who takes it looks after this for what it may have been for. */
    synchronized void answer() {
        transfer(reading::read);
        called = false;
    }

    @FunctionalInterface
    private interface Transfer {
        int of(ByteBuffer buffer) throws IOException;
    }

    private static void transfer(Transfer transfer) {
        try {
            transfer.of(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException("wake-up pipe", e); // of one byte in a pipe of ours
        }
    }

    @Override
    public synchronized void close() {
        called = true;
        pipe.close();
    }
}
