package org.virtuald.entry;

/** A kind of processor and its Linux system call interface, for which an entry program can be made. */
public enum Architecture {
    /** AMD64, also known as x86-64; syscall(2) with the number in rax. */
    X86_64(62, 0xc000_003e),

    /** AArch64 in little-endian mode; syscall(2) with the number in x8. */
    ARM64(183, 0xc000_00b7);

    private final int elfMachine;
    private final int audit;

    Architecture(int elfMachine, int audit) {
        this.elfMachine = elfMachine;
        this.audit = audit;
    }

    /**
     * The architecture that this Java machine runs on.
     *
     * @throws UnsupportedOperationException if no entry program can be made for it
     */
    public static Architecture current() {
        return named(System.getProperty("os.arch", "unknown"));
    }

    static Architecture named(String osArch) {
        return switch (osArch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> ARM64;
            default ->
                throw new UnsupportedOperationException("entry programs are made for amd64 and aarch64, not for the"
                        + " architecture " + osArch + " of this Java machine");
        };
    }

    /** Its number in an ELF header: e_machine in linux/elf-em.h. */
    int elfMachine() {
        return elfMachine;
    }

    /** Its number in a seccomp filter's data: AUDIT_ARCH_X86_64 or AUDIT_ARCH_AARCH64 of linux/audit.h. */
    int audit() {
        return audit;
    }
}
