package org.virtuald.entry;

/** The errnos that a plan treats differently from others: asm-generic/errno-base.h, the same on both architectures. */
final class Errno {
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;

    /** MAX_ERRNO of linux/err.h: a system call's result from -4095 to -1 is an error, anything else is not. */
    static final int LARGEST = 4095;

    private Errno() {}
}
