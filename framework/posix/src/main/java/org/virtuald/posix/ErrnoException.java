package org.virtuald.posix;

import java.io.IOException;
import jnr.constants.platform.Errno;

/** A system call that failed: which one, on what, and why. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int number;
    private final String subject;

    /**
     * @param call the name of the call, as its man page has it
     * @param number the errno it left, above 0
     * @param subject what it was called on (a path, an address), or an empty string
     */
    public ErrnoException(String call, int number, String subject) {
        super(call + (subject.isEmpty() ? "" : " " + subject) + ": " + describe(number));
        this.call = call;
        this.number = number;
        this.subject = subject;
    }

    /** The calling thread's latest failure, which {@code call} on {@code subject} just made. */
    static ErrnoException last(String call, String subject) {
        return new ErrnoException(call, Libc.errno(), subject);
    }

    /** The name of the call. */
    public String call() {
        return call;
    }

    /** The errno, errno(3). */
    public int number() {
        return number;
    }

    /** What the call was made on; empty where there is nothing to name. */
    public String subject() {
        return subject;
    }

    /** Whether this is {@code errno}. */
    public boolean is(Errno errno) {
        return number == errno.intValue();
    }

    /**
     * An errno in the words that every message of this project uses: its name and the C library's text for it.
     *
     * @param number an errno, above 0
     */
    public static String describe(int number) {
        Errno errno = Errno.valueOf(number);
        return errno == Errno.__UNKNOWN_CONSTANT__
                ? "errno " + number
                : errno.name() + " (" + errno.description() + ")";
    }
}
