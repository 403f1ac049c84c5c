package org.virtuald.entry;

/** What happens to a program that makes a system call which its filter denies. */
public enum SeccompDenial {
    /** The call fails, mostly with EPERM, and the program goes on. */
    ERRNO,

    /** The whole process is killed by SIGSYS. */
    KILL;

    /** SECCOMP_RET_KILL_PROCESS of linux/seccomp.h. */
    static final int KILL_PROCESS = 0x8000_0000;

    private static final int RET_ERRNO = 0x0005_0000; // SECCOMP_RET_ERRNO

    int action(int errno) {
        return this == ERRNO ? RET_ERRNO | errno : KILL_PROCESS;
    }
}
