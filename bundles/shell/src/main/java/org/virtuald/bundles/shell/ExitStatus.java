package org.virtuald.bundles.shell;

/** How lines end, in the numbers of sysexits.h. */
final class ExitStatus {
    static final int OK = 0;

    /** EX_USAGE: no such command, or not with such arguments. */
    static final int USAGE = 64;

    /** EX_UNAVAILABLE: what the command is about is not there, or cannot be done now. */
    static final int UNAVAILABLE = 69;

    /** EX_SOFTWARE: the command has thrown something else. */
    static final int SOFTWARE = 70;

    /** EX_CONFIG: a file of the conf had to be refused. */
    static final int CONFIG = 78;

    /** What shells say of a command that SIGINT has ended. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
