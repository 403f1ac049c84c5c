package org.virtuald.root;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** An ELF file with the headers and the dynamic section of a program or library, and no code. */
final class TestElf {

    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private final boolean wide;
    private final ByteOrder order;
    private final int machine;
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final List<long[]> dynamics = new ArrayList<>();
    private String interpreter = "";

    TestElf(int bits, ByteOrder order, int machine) {
        this.wide = bits == 64;
        this.order = order;
        this.machine = machine;
        strings.write(0);
    }

    /** A file for the machine that the tests run on, as far as the inspector minds. */
    static TestElf here() {
        return new TestElf(
                64, ByteOrder.LITTLE_ENDIAN, System.getProperty("os.arch", "").equals("aarch64") ? AARCH64 : X86_64);
    }

    TestElf interpreter(String path) {
        interpreter = path;
        return this;
    }

    TestElf needs(String library) {
        return dynamic(1, string(library));
    }

    TestElf soname(String name) {
        return dynamic(14, string(name));
    }

    TestElf rpath(String path) {
        return dynamic(15, string(path));
    }

    TestElf runpath(String path) {
        return dynamic(29, string(path));
    }

    TestElf withoutDefaultDirectories() {
        return dynamic(0x6ffffffb, 0x800);
    }

    /** Writes the file, executable, with the directories above it. */
    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    byte[] bytes() {
        int number = wide ? 8 : 4;
        int header = wide ? 64 : 52;
        int entry = wide ? 56 : 32;
        int segments = interpreter.isEmpty() ? 2 : 3;
        int stringsAt = header + segments * entry;
        int interpreterAt = stringsAt + strings.size();
        int dynamicAt = interpreterAt + interpreter.getBytes(UTF_8).length + 1;
        int size = dynamicAt + (dynamics.size() + 2) * 2 * number;
        ByteBuffer file = ByteBuffer.allocate(size).order(order);
        header(file, header, entry, segments);
        file.position(header);
        segment(file, 1, 0, size);
        segment(file, 2, dynamicAt, size - dynamicAt);
        if (!interpreter.isEmpty()) {
            segment(file, 3, interpreterAt, dynamicAt - interpreterAt);
        }
        file.put(strings.toByteArray()).put(interpreter.getBytes(UTF_8)).put((byte) 0);
        number(number(file, 5), stringsAt);
        for (long[] dynamic : dynamics) {
            number(number(file, dynamic[0]), dynamic[1]);
        }
        return file.array();
    }

    private void header(ByteBuffer file, int header, int entry, int segments) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1)});
        file.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)).put((byte) 1);
        file.putShort(16, (short) 3).putShort(18, (short) machine);
        if (wide) {
            file.putLong(32, header);
        } else {
            file.putInt(28, header);
        }
        file.putShort(wide ? 54 : 42, (short) entry).putShort(wide ? 56 : 44, (short) segments);
    }

    private void segment(ByteBuffer file, int type, long offset, long length) {
        file.putInt(type);
        if (wide) {
            file.putInt(0);
        }
        number(number(number(file, offset), offset), offset);
        number(number(file, length), length);
        if (wide) {
            file.putLong(0);
        } else {
            file.putInt(0).putInt(0);
        }
    }

    private ByteBuffer number(ByteBuffer file, long number) {
        return wide ? file.putLong(number) : file.putInt((int) number);
    }

    private TestElf dynamic(long tag, long value) {
        dynamics.add(new long[] {tag, value});
        return this;
    }

    private long string(String text) {
        long at = strings.size();
        strings.writeBytes(text.getBytes(UTF_8));
        strings.write(0);
        return at;
    }
}
