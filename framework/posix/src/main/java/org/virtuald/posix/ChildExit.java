package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * How a child ended and what it used, as wait4(2) tells it.
 *
 * @param pid the child
 * @param code its exit status, 0 to 255, when {@code signal} is 0
 * @param signal the signal that killed it, or 0
 * @param user processor time spent in the program itself and the children it waited for
 * @param system processor time spent in the kernel for it
 * @param peakMemory the largest resident set, in bytes; of a child that was spawned here at least this process's own, whose memory it
 *     shares until its exec
 */
public record ChildExit(int pid, int code, int signal, Duration user, Duration system, long peakMemory) {
    private static final int P_ALL = 0; // bits/waitflags.h
    private static final int WEXITED = 4; // bits/waitflags.h
    private static final int WNOWAIT = 0x0100_0000; // bits/waitflags.h
    private static final int SIGINFO_BYTES = 128; // sizeof siginfo_t
    private static final int SI_PID = 16; // offset of si_pid on LP64

    /** Collects ended children of this process. Confined to one thread. */
    public static final class Waiter {
        private final CStructures.ResourceUsage usage = new CStructures.ResourceUsage();
        private final Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(usage), true);
        private final Pointer information = Memory.allocateDirect(RUNTIME, SIGINFO_BYTES, true);
        private final Pointer status = Memory.allocateDirect(RUNTIME, Integer.BYTES, true);

        /** A waiter with its own memory. */
        public Waiter() {
            usage.useMemory(memory);
        }

        /**
         * Waits until any child ends, and leaves it to be waited for: its number is its own until then.
         *
         * @return its pid; empty when there is no child to wait for
         */
        public OptionalInt awaitEnd() throws ErrnoException {
            while (ConnectionCalls.waitid(P_ALL, 0, information, WEXITED | WNOWAIT) < 0) {
                int errno = Libc.errno();
                if (errno == Errno.ECHILD.intValue()) {
                    return OptionalInt.empty();
                }
                if (errno != Errno.EINTR.intValue()) {
                    throw new ErrnoException("waitid", errno, "");
                }
            }
            return OptionalInt.of(information.getInt(SI_PID));
        }

        /** Waits until the child {@code pid} ends; empty when it is no child of this process, or no longer. */
        public Optional<ChildExit> await(int pid) throws ErrnoException {
            while (true) {
                int ended = ConnectionCalls.wait4(pid, status, 0, memory);
                if (ended > 0) {
                    return Optional.of(exit(ended));
                }
                int errno = Libc.errno();
                if (errno == Errno.ECHILD.intValue()) {
                    return Optional.empty();
                }
                if (errno != Errno.EINTR.intValue()) {
                    throw new ErrnoException("wait4", errno, "pid " + pid);
                }
            }
        }

        private ChildExit exit(int pid) {
            int word = status.getInt(0); // WEXITSTATUS and WTERMSIG of bits/waitstatus.h
            return new ChildExit(
                    pid,
                    word >> 8 & 0xff,
                    word & 0x7f,
                    usage.user.duration(),
                    usage.system.duration(),
                    usage.maxrss.get() * 1024);
        }
    }
}
