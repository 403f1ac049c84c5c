package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.util.List;
import jnr.constants.platform.OpenFlags;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Starts programs with posix_spawn(3). Every child begins with default signal handlers and an empty signal mask: HotSpot
 * blocks signals in its threads and a child would inherit that. Nothing else is closed or changed but what the caller
 * asks for. Confined to one thread.
 */
public final class Spawn {
    // spawn.h
    private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int POSIX_SPAWN_SETSID = 0x80;
    // sizeof on LP64 glibc: posix_spawnattr_t, posix_spawn_file_actions_t, sigset_t
    private static final int ATTRIBUTES_BYTES = 336;
    private static final int ACTIONS_BYTES = 80;
    private static final int SIGNAL_SET_BYTES = 128;

    /** What becomes of a descriptor in the child, in the order given. */
    public sealed interface Action {

        /**
         * The child's descriptor {@code to} is a copy of {@code from}, without close-on-exec; dup2(2).
         *
         * @param from open here
         * @param to the number in the child
         */
        record Copy(Descriptor from, int to) implements Action {}

        /**
         * The child's descriptor {@code to} is {@code /dev/null}.
         *
         * @param to the number in the child
         */
        record DevNull(int to) implements Action {}

        /**
         * All descriptors from {@code first} on are closed.
         *
         * @param first the lowest number to close
         */
        record CloseFrom(int first) implements Action {}
    }

    private final Pointer attributes = Memory.allocateDirect(RUNTIME, ATTRIBUTES_BYTES, true);
    private final Pointer signals = Memory.allocateDirect(RUNTIME, SIGNAL_SET_BYTES, true);
    private final Pointer fileActions = Memory.allocateDirect(RUNTIME, ACTIONS_BYTES, true);
    private final StringVector argv = new StringVector();
    private final StringVector envp = new StringVector();
    private final int[] pid = new int[1];

    private Spawn(int flags) throws ErrnoException {
        check("posix_spawnattr_init", LIBC.posix_spawnattr_init(attributes), "");
        check("posix_spawnattr_setflags", LIBC.posix_spawnattr_setflags(attributes, (short) flags), "");
        LIBC.sigemptyset(signals);
        check("posix_spawnattr_setsigmask", LIBC.posix_spawnattr_setsigmask(attributes, signals), "");
        // not sigfillset(3): it leaves out the two signals that glibc keeps for itself, and those would be ignored then
        signals.setMemory(0, SIGNAL_SET_BYTES, (byte) 0xff);
        check("posix_spawnattr_setsigdefault", LIBC.posix_spawnattr_setsigdefault(attributes, signals), "");
    }

    /** Children stay in the session of this process. */
    public static Spawn inThisSession() throws ErrnoException {
        return new Spawn(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }

    /** Each child leads a session of its own, setsid(2): a terminal's signals do not reach it. */
    public static Spawn inOwnSession() throws ErrnoException {
        return new Spawn(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    }

    /**
     * Starts a program.
     *
     * @param path the executable file
     * @param arguments its argument vector, the first of which is its name
     * @param environment its whole environment, each {@code NAME=value}
     * @param actions what becomes of descriptors; those of this process that are neither close-on-exec nor named here
     *     are inherited
     * @return the pid; the caller waits for it
     * @throws ErrnoException when nothing was started
     */
    public int start(String path, List<String> arguments, List<String> environment, Action... actions)
            throws ErrnoException {
        check("posix_spawn_file_actions_init", LIBC.posix_spawn_file_actions_init(fileActions), path);
        try {
            for (Action action : actions) {
                add(action, path);
            }
            int error = LIBC.posix_spawn(
                    pid, path, fileActions, attributes, argv.write(arguments), envp.write(environment));
            check("posix_spawn", error, path);
            return pid[0];
        } finally {
            LIBC.posix_spawn_file_actions_destroy(fileActions);
        }
    }

    private void add(Action action, String path) throws ErrnoException {
        int error;
        if (action instanceof Action.Copy copy) {
            error = LIBC.posix_spawn_file_actions_adddup2(
                    fileActions, copy.from().number(), copy.to());
        } else if (action instanceof Action.DevNull devNull) {
            error = LIBC.posix_spawn_file_actions_addopen(
                    fileActions, devNull.to(), "/dev/null", OpenFlags.O_RDWR.intValue(), 0);
        } else if (action instanceof Action.CloseFrom closeFrom) {
            error = LIBC.posix_spawn_file_actions_addclosefrom_np(fileActions, closeFrom.first());
        } else {
            throw new AssertionError(action);
        }
        check("posix_spawn_file_actions", error, path);
    }

    /** These functions return their errno instead of leaving it. */
    private static void check(String call, int error, String subject) throws ErrnoException {
        if (error != 0) {
            throw new ErrnoException(call, error, subject);
        }
    }
}
