package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.time.Duration;

/** Limits how long calls on a socket wait, SO_RCVTIMEO and SO_SNDTIMEO of socket(7): they answer EAGAIN after that. */
final class WaitLimit {

    private WaitLimit() {}

    /**
     * @param option SO_RCVTIMEO or SO_SNDTIMEO
     * @param time in whole microseconds; zero for no limit
     * @param subject what the socket is for, in an error
     */
    static void set(Descriptor socket, int option, Duration time, String subject) throws ErrnoException {
        // struct timeval: two longs, here on machines of little endian only
        int[] timeval = {Math.toIntExact(time.toSeconds()), 0, time.toNanosPart() / 1000, 0};
        int size = timeval.length * Integer.BYTES;
        if (LIBC.setsockopt(socket.number(), SocketConstants.SOL_SOCKET, option, timeval, size) < 0) {
            throw ErrnoException.last("setsockopt", subject);
        }
    }
}
