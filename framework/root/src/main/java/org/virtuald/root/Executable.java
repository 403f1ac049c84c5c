package org.virtuald.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What execve(2) sees in a file. */
sealed interface Executable {

    /** A program or library for the kernel to map. */
    record Elf(ElfFile file) implements Executable {}

    /** A text that names the program to read it. */
    record Script(ScriptLine line) implements Executable {}

    /** Something that execve(2) answers with ENOEXEC. */
    record Unknown() implements Executable {}

    /** Looks at a regular file. */
    static Executable read(Path file) throws IOException {
        byte[] beginning;
        try (InputStream in = Files.newInputStream(file)) {
            beginning = in.readNBytes(ScriptLine.MAX_LENGTH);
        }
        if (ElfImage.isElf(beginning)) {
            return new Elf(ElfFile.read(file));
        }
        return ScriptLine.parse(beginning).<Executable>map(Script::new).orElseGet(Unknown::new);
    }
}
