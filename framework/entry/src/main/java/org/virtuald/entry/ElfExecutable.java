package org.virtuald.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest ELF file that Linux starts: elf(5) without sections, one segment for everything, at a fixed address. */
final class ElfExecutable {
    /** Above any vm.mmap_min_addr and where linkers put programs, so that nothing else is there. */
    private static final long LOAD_ADDRESS = 0x40_0000;

    /** The largest page size of arm64; a segment aligned to less does not load on a kernel with such pages. */
    private static final int LARGEST_PAGE = 0x1_0000;

    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_HEADER_SIZE = 56;
    private static final int SEGMENTS = 2;
    private static final int CODE_OFFSET = HEADER_SIZE + SEGMENTS * SEGMENT_HEADER_SIZE;

    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int EXECUTE = 1;

    /** Where the code is when it runs. */
    static final long CODE_ADDRESS = LOAD_ADDRESS + CODE_OFFSET;

    private ElfExecutable() {}

    /** A file which runs the code from its first byte on. */
    static byte[] of(Architecture architecture, byte[] code) {
        int size = CODE_OFFSET + code.length;
        var image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(image, architecture);
        segment(image, 1, READ | EXECUTE, LOAD_ADDRESS, size, LARGEST_PAGE); // PT_LOAD
        segment(image, 0x6474_e551, READ | WRITE, 0, 0, 16); // PT_GNU_STACK: no code on the stack
        return image.put(code).array();
    }

    private static void header(ByteBuffer image, Architecture architecture) {
        image.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}); // 64 bits, little-endian, version 1, System V
        image.putLong(0);
        image.putShort((short) 2); // ET_EXEC
        image.putShort((short) architecture.elfMachine());
        image.putInt(1); // EV_CURRENT
        image.putLong(CODE_ADDRESS);
        image.putLong(HEADER_SIZE); // offset of the segment headers
        image.putLong(0); // no sections
        image.putInt(0); // no flags
        image.putShort((short) HEADER_SIZE);
        image.putShort((short) SEGMENT_HEADER_SIZE).putShort((short) SEGMENTS);
        image.putShort((short) 0).putShort((short) 0).putShort((short) 0); // sections
    }

    private static void segment(ByteBuffer image, int type, int access, long address, int size, int alignment) {
        image.putInt(type).putInt(access);
        image.putLong(0); // offset in the file
        image.putLong(address).putLong(address); // virtual, physical
        image.putLong(size).putLong(size); // in the file, in memory
        image.putLong(alignment);
    }
}
