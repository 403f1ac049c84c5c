package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.charset.StandardCharsets;
import jnr.constants.platform.Shutdown;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** A short text that the peers of fresh connections are sent. Never waits. Confined to one thread. */
public final class Notice {
    /** What a peer may have sent before it is turned away; closing a socket with unread bytes resets it, tcp(7). */
    private static final int UNREAD_BYTES = 4096;

    private final Pointer memory;
    private final int length;
    private final Pointer unread = Memory.allocateDirect(RUNTIME, UNREAD_BYTES);

    /**
     * @param text at most a few kilobytes: what does not fit into the send buffer of a fresh connection is lost
     */
    public Notice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        length = bytes.length;
        memory = Memory.allocateDirect(RUNTIME, Math.max(1, length));
        memory.put(0, bytes, 0, length);
    }

    /** Sends it; a peer that is gone already gets nothing, which whoever uses the connection next will notice. */
    public void send(Descriptor connection) {
        if (length > 0) {
            LIBC.send(connection.number(), memory, length, SocketConstants.MSG_DONTWAIT | SocketConstants.MSG_NOSIGNAL);
        }
    }

    /** Sends it and closes the connection, so that the peer can read it. */
    public void sendAndClose(Descriptor connection) {
        if (length > 0) {
            send(connection);
            LIBC.shutdown(connection.number(), Shutdown.SHUT_WR.intValue());
            LIBC.recv(connection.number(), unread, UNREAD_BYTES, SocketConstants.MSG_DONTWAIT);
        }
        connection.close();
    }
}
