package org.virtuald.bundles.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.felix.service.threadio.ThreadIO;

/**
 * Sends what a command prints on {@code System.out} and {@code System.err} to its session. Gogo's own has every thread that a
 * command starts inherit that, a service's thread too, and so keeps the bundle in memory.
 */
final class SessionStreams implements ThreadIO {

    /** Where a thread's output goes. */
    private record Streams(PrintStream out, PrintStream err) {}

    private final Streams host = new Streams(System.out, System.err);
    private final ThreadLocal<Deque<Streams>> current = ThreadLocal.withInitial(ArrayDeque::new);
    private final Streams dividing =
            new Streams(new PrintStream(new Division(false), true), new PrintStream(new Division(true), true));

    /** A stream that is another one for each thread. */
    private final class Division extends OutputStream {
        private final boolean err;

        Division(boolean err) {
            this.err = err;
        }

        private PrintStream ofThread() {
            Streams top = current.get().peek();
            Streams streams = top == null ? host : top;
            return err ? streams.err() : streams.out();
        }

        @Override
        public void write(int octet) {
            ofThread().write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            ofThread().write(bytes, offset, length);
        }

        @Override
        public void flush() {
            ofThread().flush();
        }
    }

    /** Takes the process's streams. */
    void open() {
        System.setOut(dividing.out());
        System.setErr(dividing.err());
    }

    @Override
    public void setStreams(InputStream in, PrintStream out, PrintStream err) {
        current.get().push(new Streams(out, err));
    }

    /** Undoes the latest {@link #setStreams}. */
    @Override
    public void close() {
        Deque<Streams> mine = current.get();
        mine.poll();
        if (mine.isEmpty()) {
            current.remove();
        }
    }

    /** Gives the process its streams back. */
    void giveBack() {
        if (System.out == dividing.out()) {
            System.setOut(host.out());
        }
        if (System.err == dividing.err()) {
            System.setErr(host.err());
        }
    }
}
