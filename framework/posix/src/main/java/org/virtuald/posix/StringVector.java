package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.charset.StandardCharsets;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** A {@code char *[]} as execve(2) takes it, in native memory that is kept and grows as needed. Confined to one thread. */
final class StringVector {
    private static final int FIRST_BYTES = 4096;

    private Pointer memory = Memory.allocateDirect(RUNTIME, FIRST_BYTES);
    private long capacity = FIRST_BYTES;

    /** Writes the strings and the closing NULL; the answer is valid until the next call. */
    Pointer write(List<String> strings) {
        byte[][] encoded = new byte[strings.size()][];
        long pointers = (strings.size() + 1L) * Long.BYTES;
        long bytes = pointers;
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = strings.get(i).getBytes(StandardCharsets.UTF_8);
            bytes += encoded[i].length + 1;
        }
        if (bytes > capacity) {
            memory = Memory.allocateDirect(RUNTIME, (int) Math.multiplyExact(bytes, 2L));
            capacity = bytes * 2;
        }
        long at = pointers;
        for (int i = 0; i < encoded.length; i++) {
            memory.putLong((long) i * Long.BYTES, memory.address() + at);
            memory.put(at, encoded[i], 0, encoded[i].length);
            memory.putByte(at + encoded[i].length, (byte) 0);
            at += encoded[i].length + 1;
        }
        memory.putLong((long) encoded.length * Long.BYTES, 0);
        return memory;
    }
}
