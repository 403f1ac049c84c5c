package org.virtuald.bundles.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.virtuald.shell.wire.Frame;

/** A stream of one line's run: what is written to it is sent in frames, and refused once the line has ended. */
final class LineOutput extends OutputStream {

    /** Sends a frame. */
    @FunctionalInterface
    interface Sender {
        void send(Frame frame) throws IOException;
    }

    private final Frame.Kind kind;
    private final Sender sender;
    private boolean ended; // guarded by this

    LineOutput(Frame.Kind kind, Sender sender) {
        this.kind = kind;
        this.sender = sender;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int sent = 0; sent < length; sent += Frame.LONGEST) {
            if (ended) {
                throw new IOException("the line that wrote this has ended");
            }
            int from = offset + sent;
            int to = Math.min(offset + length, from + Frame.LONGEST);
            sender.send(new Frame(kind, Arrays.copyOfRange(bytes, from, to)));
        }
    }

    /** A thread that the line has left behind cannot write from now on. */
    synchronized void end() {
        ended = true;
    }
}
