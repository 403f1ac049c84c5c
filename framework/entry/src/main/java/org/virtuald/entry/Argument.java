package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An argument of a system call: what the entry program loads into one argument register. */
public sealed interface Argument {

    /** What stands for the argument in a {@linkplain LaunchPlan#listing() listing}, printed as it is. */
    String shownAs();

    /** An argument that is the address of bytes in the image, which the kernel may read but not write. */
    sealed interface Data extends Argument {}

    /**
     * A number, such as a descriptor, an identity, a set of flags or a null pointer.
     *
     * @param value all 64 bits of the register; a call that takes less looks at the low ones
     * @param shownAs the number as strace would print it, as {@code CLONE_NEWNS|CLONE_NEWUTS}
     */
    @SuppressWarnings("JavaLangClash") // always written as Argument.Number
    record Number(long value, String shownAs) implements Argument {
        /** Checks that there is a text. */
        public Number {
            requireNonNull(shownAs, "shownAs");
        }

        /** A number that is shown in decimal. */
        public Number(long value) {
            this(value, Long.toString(value));
        }
    }

    /**
     * The address of a string in UTF-8, ended by a zero byte.
     *
     * @param value the string; no zero character and no half of a surrogate pair in it, because neither can be
     *     written in that form
     */
    record Text(String value) implements Data {
        /** Checks that the kernel would read the same string. */
        public Text {
            requireNonNull(value, "value");
            check(value);
        }

        static void check(String value) {
            if (value.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(value)) {
                throw new IllegalArgumentException(
                        "no UTF-8 string of C: " + StraceNotation.quoted(value.getBytes(UTF_8)));
            }
        }

        /** The string in quotes and with the escapes of strace, which writes bytes beyond ASCII in octal. */
        @Override
        public String shownAs() {
            return StraceNotation.quoted(value.getBytes(UTF_8));
        }
    }

    /**
     * The address of a structure or an array, such as the group identities of setgroups(2) or a struct rlimit.
     *
     * @param content the bytes, little-endian on both architectures
     * @param alignment the address is a multiple of it: 1, 2, 4, 8 or 16
     * @param pointers for each pointer in the structure its offset from the start, and what it points to; the eight
     *     bytes at that offset are replaced by the address, as struct sock_fprog needs it
     * @param shownAs the structure as strace would print it, as {@code [100, 101]}
     */
    record Bytes(List<Byte> content, int alignment, Map<Integer, Data> pointers, String shownAs) implements Data {
        /** Checks the alignment and that each pointer lies inside. */
        public Bytes {
            content = List.copyOf(content);
            pointers = Map.copyOf(pointers);
            requireNonNull(shownAs, "shownAs");
            if (alignment < 1 || alignment > 16 || Integer.bitCount(alignment) != 1) {
                throw new IllegalArgumentException("alignment " + alignment + " is none of 1, 2, 4, 8, 16");
            }
            for (int offset : pointers.keySet()) {
                if (offset < 0 || offset > content.size() - Long.BYTES) {
                    throw new IllegalArgumentException(
                            "no pointer fits at offset " + offset + " of " + content.size() + " bytes");
                }
            }
        }

        /** A structure without pointers. */
        public Bytes(byte[] content, int alignment, String shownAs) {
            this(boxed(content), alignment, Map.of(), shownAs);
        }

        /** An array of 32-bit numbers, or a structure of nothing else. */
        public static Bytes ofInts(String shownAs, int... numbers) {
            byte[] content = new byte[numbers.length * Integer.BYTES];
            littleEndian(content).asIntBuffer().put(numbers);
            return new Bytes(content, Integer.BYTES, shownAs);
        }

        /** An array of 64-bit numbers, or a structure of nothing else. */
        public static Bytes ofLongs(String shownAs, long... numbers) {
            byte[] content = new byte[numbers.length * Long.BYTES];
            littleEndian(content).asLongBuffer().put(numbers);
            return new Bytes(content, Long.BYTES, shownAs);
        }

        private static ByteBuffer littleEndian(byte[] content) {
            return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static List<Byte> boxed(byte[] bytes) {
            List<Byte> list = new ArrayList<>(bytes.length);
            for (byte value : bytes) {
                list.add(value);
            }
            return list;
        }
    }

    /**
     * The pointer {@code argv[index]}: one string of those that the entry program was started with.
     *
     * @param index 0 to 255; the caller of the entry program answers for it that there are so many
     * @param shownAs the string as strace would print it, or a word for it, as {@code "<root>"} with its quotes
     */
    record ProgramArgument(int index, String shownAs) implements Argument {
        /** Checks the index. */
        public ProgramArgument {
            requireNonNull(shownAs, "shownAs");
            checkIndex(index);
        }
    }

    /**
     * The address {@code &argv[index]}: the strings from there on, ended by a null pointer, as execve(2) takes them.
     *
     * @param index 0 to 255; the caller of the entry program answers for it that there are so many
     */
    record ArgumentsFrom(int index) implements Argument {
        /** Checks the index. */
        public ArgumentsFrom {
            checkIndex(index);
        }

        @Override
        public String shownAs() {
            return "argv+" + index;
        }
    }

    /** The address of the environment that the entry program was started with, ended by a null pointer. */
    record Environment() implements Argument {
        @Override
        public String shownAs() {
            return "envp";
        }
    }

    /**
     * The address of memory for a result that no step reads: {@value EntryProgram#MEMORY_SIZE} bytes, in a plan that
     * forks alone.
     *
     * @param shownAs what the call writes there, as {@code [4, 5]} of pipe2(2)
     */
    record Memory(String shownAs) implements Argument {
        /** Checks that there is a text. */
        public Memory {
            requireNonNull(shownAs, "shownAs");
        }
    }

    private static void checkIndex(int index) {
        if (index < 0 || index > 255) {
            throw new IllegalArgumentException("argument index " + index + " is not in 0 to 255");
        }
    }
}
