package org.virtuald.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads program headers and the dynamic section of an {@link ElfImage}; constants are those of elf.h. */
final class ElfReader {

    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;

    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;

    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    private static final long DT_SONAME = 14;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;
    private static final long DT_FLAGS_1 = 0x6ffffffbL;
    private static final long DF_1_NODEFLIB = 0x800;

    private final ElfImage image;

    private record Segment(int type, long offset, long address, long length) {}

    private record Dynamic(long tag, long value) {}

    ElfReader(ElfImage image) {
        this.image = image;
    }

    ElfFile read() throws IOException {
        int type = image.half(16);
        if (type != ET_EXEC && type != ET_DYN) {
            throw new MalformedElfException("is an ELF file of type " + type + ", neither a program nor a library");
        }
        List<Segment> segments = segments();
        List<Dynamic> dynamics = dynamics(segments);
        List<String> names = new ArrayList<>();
        for (Dynamic dynamic : dynamics) {
            if (dynamic.tag == DT_NEEDED) {
                names.add(string(segments, dynamics, dynamic));
            }
        }
        return new ElfFile(
                image.isWide() ? 64 : 32,
                image.order(),
                image.half(18),
                interpreter(segments),
                string(segments, dynamics, DT_SONAME),
                names,
                elements(string(segments, dynamics, DT_RPATH)),
                elements(string(segments, dynamics, DT_RUNPATH)),
                (last(dynamics, DT_FLAGS_1) & DF_1_NODEFLIB) != 0);
    }

    private List<Segment> segments() throws IOException {
        boolean wide = image.isWide();
        int entry = image.half(wide ? 54 : 42);
        int count = image.half(wide ? 56 : 44);
        if (entry != (wide ? 56 : 32) || count == 0) {
            throw new MalformedElfException("has %d program headers of %d bytes".formatted(count, entry));
        }
        ByteBuffer table = image.table(image.address(wide ? 32 : 28), (long) entry * count);
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += entry) {
            segments.add(new Segment(
                    table.getInt(at),
                    image.address(table, at + (wide ? 8 : 4)),
                    image.address(table, at + (wide ? 16 : 8)),
                    image.address(table, at + (wide ? 32 : 16))));
        }
        return segments;
    }

    private Optional<String> interpreter(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            if (segment.type == PT_INTERP) {
                String path = image.string(segment.offset);
                if (path.isEmpty()) {
                    throw new MalformedElfException("names an empty interpreter");
                }
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private List<Dynamic> dynamics(List<Segment> segments) throws IOException {
        List<Dynamic> dynamics = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.type == PT_DYNAMIC) {
                ByteBuffer table = image.table(segment.offset, segment.length);
                int number = image.isWide() ? Long.BYTES : Integer.BYTES;
                for (int at = 0; at + 2 * number <= table.limit(); at += 2 * number) {
                    long tag = image.address(table, at);
                    if (tag == 0) {
                        break;
                    }
                    dynamics.add(new Dynamic(tag, image.address(table, at + number)));
                }
            }
        }
        return dynamics;
    }

    /** The string of the last entry with the tag, as ld.so(8) keeps the last. */
    private Optional<String> string(List<Segment> segments, List<Dynamic> dynamics, long tag) throws IOException {
        for (int i = dynamics.size() - 1; i >= 0; i--) {
            if (dynamics.get(i).tag == tag) {
                return Optional.of(string(segments, dynamics, dynamics.get(i)));
            }
        }
        return Optional.empty();
    }

    private String string(List<Segment> segments, List<Dynamic> dynamics, Dynamic dynamic) throws IOException {
        long strings = offset(segments, last(dynamics, DT_STRTAB));
        if (dynamic.value < 0) {
            throw new MalformedElfException("has a string outside of its string table");
        }
        return image.string(strings + dynamic.value);
    }

    private static long last(List<Dynamic> dynamics, long tag) {
        long value = 0;
        for (Dynamic dynamic : dynamics) {
            if (dynamic.tag == tag) {
                value = dynamic.value;
            }
        }
        return value;
    }

    /** The place in the file of what will lie at an address: the dynamic section speaks of addresses only. */
    private static long offset(List<Segment> segments, long address) throws MalformedElfException {
        for (Segment segment : segments) {
            long into = address - segment.address;
            if (segment.type == PT_LOAD && into >= 0 && into < segment.length) {
                return segment.offset + into;
            }
        }
        throw new MalformedElfException("loads nothing at 0x" + Long.toHexString(address) + ", its string table");
    }

    private static List<String> elements(Optional<String> path) {
        return path.filter(p -> !p.isEmpty())
                .map(p -> List.of(p.split(":", -1)))
                .orElse(List.of());
    }
}
