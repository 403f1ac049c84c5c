package org.virtuald.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.constants.platform.OpenFlags;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Files and directories of a file system that is an interface of the kernel, as that of cgroups(7): a write is a request,
 * whose refusal is an errno. Each call stands alone; any thread may make it.
 */
public final class KernelFiles {
    private KernelFiles() {}

    /** Makes a directory, mkdir(2), that its owner alone may list. */
    public static void makeDirectory(String path) throws ErrnoException {
        if (LIBC.mkdir(path, 0700) < 0) {
            throw ErrnoException.last("mkdir", path);
        }
    }

    /** Removes a directory, rmdir(2). */
    public static void removeDirectory(String path) throws ErrnoException {
        if (LIBC.rmdir(path) < 0) {
            throw ErrnoException.last("rmdir", path);
        }
    }

    /** Writes a text in one call to a file that is there; the kernel takes or refuses it as a whole. */
    public static void write(String path, String text) throws ErrnoException {
        byte[] bytes = text.getBytes(UTF_8);
        Pointer content = Memory.allocateDirect(RUNTIME, Math.max(1, bytes.length));
        content.put(0, bytes, 0, bytes.length);
        try (Descriptor file = openForWriting(path)) {
            if (LIBC.write(file.number(), content, bytes.length) < 0) {
                throw ErrnoException.last("write", path);
            }
        }
    }

    /** Opens a file for writing; the caller owns it. It is close-on-exec. */
    public static Descriptor openForWriting(String path) throws ErrnoException {
        int number = LIBC.open(path, OpenFlags.O_WRONLY.intValue() | OpenFlags.O_CLOEXEC.intValue(), 0);
        if (number < 0) {
            throw ErrnoException.last("open", path);
        }
        return Descriptor.own(number);
    }
}
