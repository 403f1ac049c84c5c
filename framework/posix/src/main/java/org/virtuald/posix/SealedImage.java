package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * An executable file that exists in memory only and can never be changed again: memfd_create(2) with all seals of
 * fcntl(2). Owns its descriptor, which is close-on-exec.
 */
public final class SealedImage implements AutoCloseable {
    // linux/memfd.h
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10; // since Linux 6.3; before it every memfd was executable
    // linux/fcntl.h
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 0x1;
    private static final int F_SEAL_SHRINK = 0x2;
    private static final int F_SEAL_GROW = 0x4;
    private static final int F_SEAL_WRITE = 0x8;

    private final Descriptor memory;

    private SealedImage(Descriptor memory) {
        this.memory = memory;
    }

    /**
     * Makes an image.
     *
     * @param name shown in /proc/PID/maps, for people only
     * @param bytes the whole file
     */
    public static SealedImage of(String name, byte[] bytes) throws ErrnoException {
        int number = LIBC.memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
        if (number < 0 && Libc.errno() == Errno.EINVAL.intValue()) {
            number = LIBC.memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
        }
        if (number < 0) {
            throw ErrnoException.last("memfd_create", name);
        }
        Descriptor memory = Descriptor.own(number);
        try {
            Pointer content = Memory.allocateDirect(RUNTIME, bytes.length);
            content.put(0, bytes, 0, bytes.length);
            if (LIBC.write(number, content, bytes.length) != bytes.length) {
                throw ErrnoException.last("write", name);
            }
            if (LIBC.fcntl(number, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0) {
                throw ErrnoException.last("fcntl", name);
            }
            return new SealedImage(memory);
        } catch (ErrnoException | RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /** A path that execve(2) takes in this process and in a child that shares its descriptors; needs /proc. */
    public String path() {
        return "/proc/self/fd/" + memory.number();
    }

    /** Lets the memory go; programs that were started from it are not touched. */
    @Override
    public void close() {
        memory.close();
    }
}
