package org.virtuald.entry;

import java.util.Locale;

/**
 * A Linux system call that a launch plan may make, documented in section 2 of the manual under its
 * {@linkplain #callName() name}. The numbers are those of the kernel: for x86-64 of
 * arch/x86/entry/syscalls/syscall_64.tbl, for arm64 of include/uapi/asm-generic/unistd.h. They never change.
 */
public enum SystemCall {
    // descriptors and files
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    MMAP(9, 222),
    IOCTL(16, 29),
    SOCKET(41, 198),
    SENDTO(44, 206),
    RECVMSG(47, 212),
    FCNTL(72, 25),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    DUP3(292, 24),
    PIPE2(293, 59),
    CLOSE_RANGE(436, 436),
    OPENAT2(437, 437),

    // processes and signals
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    CLONE(56, 220),
    KILL(62, 129),
    RT_SIGTIMEDWAIT(128, 137),
    WAITID(247, 95),

    // what a process passes on to its program
    GETPID(39, 172),
    UMASK(95, 166),
    SETSID(112, 157),
    SETPRIORITY(141, 140),
    IOPRIO_SET(251, 30),
    PRLIMIT64(302, 261),

    // what it sees of the system
    CHDIR(80, 49),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    SETHOSTNAME(170, 161),
    UNSHARE(272, 97),
    OPEN_TREE(428, 428),
    MOVE_MOUNT(429, 429),
    MOUNT_SETATTR(442, 442),

    // identity and privilege
    SETGROUPS(116, 159),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    CAPSET(126, 91),
    PRCTL(157, 167),
    SECCOMP(317, 277),

    // the end of a plan
    EXECVE(59, 221),
    EXIT_GROUP(231, 94);

    private final int x86;
    private final int arm64;

    SystemCall(int x86, int arm64) {
        this.x86 = x86;
        this.arm64 = arm64;
    }

    /** Its name in the kernel and in the output of strace(1), as {@code close_range}. */
    public String callName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its number in the system call table of an architecture. */
    public int number(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86;
            case ARM64 -> arm64;
        };
    }
}
