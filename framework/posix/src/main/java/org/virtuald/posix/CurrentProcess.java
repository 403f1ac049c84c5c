package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/** What this process is and may do. */
public final class CurrentProcess {
    private static final int PR_SET_DUMPABLE = 4; // linux/prctl.h
    private static final int CLOCK_MONOTONIC = 1; // bits/time.h
    private static final int RLIMIT_CORE = 4; // bits/resource.h
    private static final int RLIMIT_NOFILE = 7; // bits/resource.h

    private CurrentProcess() {}

    /** The effective user id, geteuid(2). */
    public static long effectiveUser() {
        return Integer.toUnsignedLong(LIBC.geteuid());
    }

    /** The process id. */
    public static int pid() {
        return LIBC.getpid();
    }

    /** The time since an unspecified point in the past, in microseconds: CLOCK_MONOTONIC of clock_gettime(2). */
    public static long monotonicMicros() {
        long[] time = new long[2]; // struct timespec of bits/types/struct_timespec.h: seconds, nanoseconds
        LIBC.clock_gettime(CLOCK_MONOTONIC, time); // fails for a clock that the kernel does not have only
        return time[0] * 1_000_000 + time[1] / 1000;
    }

    /** Takes write permission from group and others for every file made from now on. */
    public static void maskNewFiles() {
        LIBC.umask(022);
    }

    /** Keeps other processes of this user from tracing it or reading its memory, PR_SET_DUMPABLE of prctl(2). */
    public static void denyTracing() throws ErrnoException {
        if (LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) {
            throw ErrnoException.last("prctl", "PR_SET_DUMPABLE");
        }
    }

    /**
     * Has no core dump written of this process; the soft limit of getrlimit(2), which its children begin with too. They
     * may raise it again up to the hard one.
     */
    public static void denyCores() throws ErrnoException {
        CStructures.RLimit limit = new CStructures.RLimit();
        Pointer memory = limits(RLIMIT_CORE, limit);
        limit.soft.set(0);
        if (LIBC.setrlimit(RLIMIT_CORE, memory) < 0) {
            throw ErrnoException.last("setrlimit", "RLIMIT_CORE");
        }
    }

    /** The hard limit on open descriptors, RLIMIT_NOFILE of getrlimit(2); unsigned. */
    public static long hardDescriptorLimit() throws ErrnoException {
        return hardLimit(RLIMIT_NOFILE);
    }

    /**
     * A hard limit of this process, getrlimit(2); unsigned.
     *
     * @param resource the number of asm-generic/resource.h, 0 to 15
     */
    public static long hardLimit(int resource) throws ErrnoException {
        CStructures.RLimit limit = new CStructures.RLimit();
        limits(resource, limit);
        return limit.hard.get();
    }

    private static Pointer limits(int resource, CStructures.RLimit limit) throws ErrnoException {
        Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(limit), true);
        limit.useMemory(memory);
        if (LIBC.getrlimit(resource, memory) < 0) {
            throw ErrnoException.last("getrlimit", "resource " + resource);
        }
        return memory;
    }

    /**
     * Gives up the identity of this process for good: real, effective and saved ids of all its threads (glibc's calls
     * reach every thread), and with root all capabilities.
     *
     * @param account who the process is from now on
     * @throws ErrnoException the call that failed; the process must not go on then
     */
    public static void become(Account account) throws ErrnoException {
        int[] groups =
                account.groups().stream().mapToInt(group -> (int) (long) group).toArray();
        if (LIBC.setgroups(groups.length, groups) < 0) {
            throw ErrnoException.last("setgroups", account.name());
        }
        int gid = (int) account.gid();
        if (LIBC.setresgid(gid, gid, gid) < 0) {
            throw ErrnoException.last("setresgid", account.name());
        }
        int uid = (int) account.uid();
        if (LIBC.setresuid(uid, uid, uid) < 0) {
            throw ErrnoException.last("setresuid", account.name());
        }
    }

    /**
     * Sends a signal, kill(2).
     *
     * @param pid above 0
     * @param signal a signal's number; 0 only asks whether the process is there
     */
    public static void signal(int pid, int signal) throws ErrnoException {
        if (pid <= 0) {
            throw new IllegalArgumentException("pid " + pid);
        }
        if (LIBC.kill(pid, signal) < 0) {
            throw ErrnoException.last("kill", "pid " + pid);
        }
    }
}
