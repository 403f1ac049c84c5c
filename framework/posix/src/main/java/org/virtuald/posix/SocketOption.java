package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

/** Options of sockets whose value is a number, getsockopt(2). */
final class SocketOption {

    private SocketOption() {}

    static int get(Descriptor socket, int level, int name) throws ErrnoException {
        int[] value = new int[1];
        if (LIBC.getsockopt(socket.number(), level, name, value, new int[] {Integer.BYTES}) < 0) {
            throw ErrnoException.last("getsockopt", socket.toString());
        }
        return value[0];
    }

    static void set(Descriptor socket, int level, int name, int value, String subject) throws ErrnoException {
        if (LIBC.setsockopt(socket.number(), level, name, new int[] {value}, Integer.BYTES) < 0) {
            throw ErrnoException.last("setsockopt", subject);
        }
    }
}
