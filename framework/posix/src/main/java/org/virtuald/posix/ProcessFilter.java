package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/** A seccomp filter on this process itself, all its threads. */
public final class ProcessFilter {
    private static final int PR_SET_NO_NEW_PRIVS = 38; // linux/prctl.h
    private static final int SECCOMP_SET_MODE_FILTER = 1; // linux/seccomp.h
    private static final int SECCOMP_FILTER_FLAG_TSYNC = 1; // linux/seccomp.h
    private static final int INSTRUCTION_BYTES = 8; // struct sock_filter of linux/filter.h
    private static final String SECCOMP = "seccomp";

    private ProcessFilter() {}

    /**
     * Puts a filter on every thread of this process, for good, and with it no_new_privs: prctl(2) sets that for one
     * thread alone, but the kernel hands it on to the threads that it puts the filter on.
     *
     * @param program classic BPF, 8 bytes an instruction
     * @throws ErrnoException ENOSYS or EINVAL where the kernel has no filters; the calling thread has no_new_privs then
     */
    public static void apply(byte[] program) throws ErrnoException {
        if (LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
            throw ErrnoException.last("prctl", "PR_SET_NO_NEW_PRIVS");
        }
        Pointer instructions = Memory.allocateDirect(RUNTIME, program.length, true);
        instructions.put(0, program, 0, program.length);
        CStructures.SocketFilter filter = new CStructures.SocketFilter();
        Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(filter), true);
        filter.useMemory(memory);
        filter.length.set(program.length / INSTRUCTION_BYTES);
        filter.instructions.set(instructions);
        long result = LIBC.syscall(number(), SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, memory);
        if (result < 0) {
            throw ErrnoException.last(SECCOMP, "SECCOMP_SET_MODE_FILTER");
        }
        if (result > 0) {
            throw new IllegalStateException("thread " + result + " has a filter of its own");
        }
    }

    /** The call's number, asm/unistd.h; glibc has no function for it. */
    private static long number() {
        return "aarch64".equals(System.getProperty("os.arch")) ? 277 : 317;
    }
}
