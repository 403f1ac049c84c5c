package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

/** Signals to process groups, kill(2). */
public final class Signals {
    /** Asks a process to end, signal(7). */
    public static final int SIGTERM = 15;

    /** Ends a process, signal(7). */
    public static final int SIGKILL = 9;

    private Signals() {}

    /**
     * Sends a signal to all processes of a group, or to its leader alone when that has not made the group yet. Where there is
     * nobody any more nothing happens.
     *
     * @param leader a child of this process that was not waited for, so that its number is no other's
     */
    public static void sendToGroup(int leader, int signal) {
        if (LIBC.kill(-leader, signal) < 0) {
            LIBC.kill(leader, signal);
        }
    }
}
