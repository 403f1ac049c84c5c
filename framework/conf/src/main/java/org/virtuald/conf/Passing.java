package org.virtuald.conf;

/** How a program that waits for connections or datagrams itself gets the socket that they come in on. */
public enum Passing {
    /** As descriptors 0, 1 and 2: inetd(8), {@code wait}. */
    STDIN,
    /** As descriptor 3, with {@code LISTEN_FDS}, {@code LISTEN_PID} and {@code LISTEN_FDNAMES}: sd_listen_fds(3). */
    LISTEN_FDS
}
