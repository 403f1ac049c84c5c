package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * What a {@linkplain EntryProgram#compileStarter starter} is asked: to start a program. It is one message on a socket of kind
 * SOCK_SEQPACKET, unix(7), and holds what execve(2) leaves on the stack of an entry program: the number of arguments, pointers
 * to them, a null, pointers to the environment, a null, and then the strings. The starter receives it at an address that is
 * known, so the pointers are right as they come. The descriptors of the message become 0, 1, 2 and so on in the program.
 *
 * <p>The answer is one message of {@value #ANSWER_SIZE} bytes: the pid of the child, which is a child of the starter's parent, or
 * a negative errno of clone(2).
 */
public final class StartRequest {
    /** The starter's descriptor on which it takes requests; those of a program must be below. */
    public static final int CHANNEL = 9;

    /** The longest request, in bytes. */
    public static final int MOST_BYTES = 128 * 1024;

    /** Size of the answer in bytes. */
    public static final int ANSWER_SIZE = Long.BYTES;

    /** The system calls that a starter makes itself, by their names in section 2 of the manual. */
    public static final Set<String> STARTER_CALLS =
            Set.of("close_range", "mmap", "prctl", "recvmsg", "clone", "sendto", "exit_group");

    /** Above the entry program's image, and a multiple of the largest page. */
    static final long MEMORY_ADDRESS = 0x1000_0000;

    /** Where the request begins in that memory; below it lies what the starter needs itself. */
    static final int OFFSET = 1024;

    /** Size in bytes of the memory. */
    static final int MEMORY_SIZE = OFFSET + MOST_BYTES;

    private StartRequest() {}

    /**
     * Puts a request into a buffer.
     *
     * @param arguments those of the entry program: launch number, root, and the program's own
     * @param environment each {@code NAME=value}
     * @param buffer little-endian, as both architectures are; {@link #MOST_BYTES} are always enough room
     * @throws BufferOverflowException if the request is longer than {@link #MOST_BYTES}, or the buffer shorter than it
     */
    public static void write(List<String> arguments, List<String> environment, ByteBuffer buffer) {
        int start = buffer.position();
        int pointers = (3 + arguments.size() + environment.size()) * Long.BYTES;
        if (pointers > buffer.remaining()) {
            throw new BufferOverflowException();
        }
        buffer.putLong(start, arguments.size());
        buffer.position(start + pointers);
        int end = strings(arguments, start, start + Long.BYTES, buffer);
        strings(environment, start, end, buffer);
        if (buffer.position() - start > MOST_BYTES) {
            throw new BufferOverflowException();
        }
    }

    /** Writes strings at the buffer's position, and the pointers to them, which a null ends; the answer is where that ends. */
    private static int strings(List<String> strings, int start, int pointers, ByteBuffer buffer) {
        int at = pointers;
        for (String string : strings) {
            buffer.putLong(at, MEMORY_ADDRESS + OFFSET + buffer.position() - start);
            at += Long.BYTES;
            buffer.put(string.getBytes(UTF_8)).put((byte) 0);
        }
        buffer.putLong(at, 0);
        return at + Long.BYTES;
    }
}
