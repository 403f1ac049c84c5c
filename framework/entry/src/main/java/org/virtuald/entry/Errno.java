package org.virtuald.entry;

/** The errnos that plans and filters speak of: asm-generic/errno.h, the same on both architectures. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ENOSYS = 38;
    static final int EAFNOSUPPORT = 97;

    /** MAX_ERRNO of linux/err.h: a system call's result from -4095 to -1 is an error, anything else is not. */
    static final int LARGEST = 4095;

    private Errno() {}
}
