package org.virtuald.root;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel and ld.so(8) read of an ELF file to run it; see elf(5).
 *
 * @param bits 32 or 64
 * @param machine {@code e_machine}
 * @param interpreter the dynamic loader ({@code PT_INTERP}); empty for a static program and for a library
 * @param soname the name that a library goes by ({@code DT_SONAME})
 * @param needed the libraries it asks for ({@code DT_NEEDED})
 * @param rpath the elements of {@code DT_RPATH}; empty where there is a {@code DT_RUNPATH}, which overrides it
 * @param runpath the elements of {@code DT_RUNPATH}
 * @param defaultsExcluded whether it forbids the default directories ({@code DF_1_NODEFLIB})
 */
record ElfFile(
        int bits,
        ByteOrder order,
        int machine,
        Optional<String> interpreter,
        Optional<String> soname,
        List<String> needed,
        List<String> rpath,
        List<String> runpath,
        boolean defaultsExcluded) {

    ElfFile {
        needed = List.copyOf(needed);
        rpath = runpath.isEmpty() ? List.copyOf(rpath) : List.of();
        runpath = List.copyOf(runpath);
    }

    /** Reads a file; a {@link MalformedElfException} says what is wrong with one that cannot be run or loaded. */
    static ElfFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return new ElfReader(ElfImage.of(channel)).read();
        }
    }

    /** Whether both can be parts of one process. */
    boolean matches(ElfFile other) {
        return bits == other.bits && order == other.order && machine == other.machine;
    }
}
