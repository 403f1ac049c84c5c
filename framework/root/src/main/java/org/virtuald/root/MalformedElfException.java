package org.virtuald.root;

import java.io.IOException;

/** An ELF file that breaks the rules of elf(5); the message is a predicate: "has a program header outside of …". */
final class MalformedElfException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedElfException(String message) {
        super(message);
    }
}
