package org.virtuald.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The numbers and strings of an open ELF file. Whatever lies outside of the file is a {@link MalformedElfException}. */
final class ElfImage {

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int MAX_TABLE = 1 << 22;
    private static final int MAX_STRING = 4096;

    private final FileChannel channel;
    private final boolean wide;
    private final ByteOrder order;

    private ElfImage(FileChannel channel, boolean wide, ByteOrder order) {
        this.channel = channel;
        this.wide = wide;
        this.order = order;
    }

    /** Whether a file that begins with these bytes calls itself ELF. */
    static boolean isElf(byte[] beginning) {
        return beginning.length >= MAGIC.length
                && ByteBuffer.wrap(beginning, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /** Reads {@code e_ident}, which tells how everything else is to be read. */
    static ElfImage of(FileChannel channel) throws IOException {
        byte[] identity = new byte[16];
        new ElfImage(channel, false, ByteOrder.LITTLE_ENDIAN)
                .table(0, identity.length)
                .get(identity);
        if (!isElf(identity)) {
            throw new MalformedElfException("is not an ELF file");
        }
        int elfClass = identity[4];
        int data = identity[5];
        if (elfClass != 1 && elfClass != 2) {
            throw new MalformedElfException("is of the unknown ELF class " + elfClass);
        }
        if (data != 1 && data != 2) {
            throw new MalformedElfException("is of the unknown ELF data encoding " + data);
        }
        return new ElfImage(channel, elfClass == 2, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** Whether addresses and offsets have 64 bits. */
    boolean isWide() {
        return wide;
    }

    ByteOrder order() {
        return order;
    }

    /** A part of the file, read in its byte order. */
    ByteBuffer table(long offset, long length) throws IOException {
        long size = channel.size();
        if (offset < 0 || length < 0 || length > MAX_TABLE || offset > size || length > size - offset) {
            throw new MalformedElfException(
                    "ends before byte %s + %s".formatted(Long.toUnsignedString(offset), Long.toUnsignedString(length)));
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length).order(order);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new MalformedElfException("became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** A 16-bit number of the file header. */
    int half(long offset) throws IOException {
        return Short.toUnsignedInt(table(offset, Short.BYTES).getShort());
    }

    /** An address or offset of the file header. */
    long address(long offset) throws IOException {
        return address(table(offset, wide ? Long.BYTES : Integer.BYTES), 0);
    }

    /** An address or offset in a table; a negative number stands for one beyond any file. */
    long address(ByteBuffer table, int at) {
        return wide ? table.getLong(at) : Integer.toUnsignedLong(table.getInt(at));
    }

    /** The string that ends with the next NUL. */
    String string(long offset) throws IOException {
        long rest = channel.size() - offset;
        ByteBuffer bytes = table(offset, rest < 0 ? MAX_STRING : Math.min(rest, MAX_STRING));
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                return StandardCharsets.UTF_8.decode(bytes.slice(0, i)).toString();
            }
        }
        throw new MalformedElfException("has a string without end at byte " + offset);
    }
}
