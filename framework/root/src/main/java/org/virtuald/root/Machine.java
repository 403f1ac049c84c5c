package org.virtuald.root;

import java.util.List;

/** The kinds of processor that loaders and directories are named after; numbers as {@code EM_} in elf.h. */
enum Machine {
    X86_64(62, "x86_64", "x86_64-linux-gnu"),
    I386(3, "i386", "i386-linux-gnu"),
    AARCH64(183, "aarch64", "aarch64-linux-gnu"),
    ARM(40, "arm", "arm-linux-gnueabihf"),
    RISCV(243, "riscv64", "riscv64-linux-gnu"),
    POWERPC64(21, "powerpc64", "powerpc64le-linux-gnu"),
    S390(22, "s390x", "s390x-linux-gnu"),
    OTHER(0, "unknown", "unknown");

    private final int number;
    private final String label;
    private final String multiarch;

    Machine(int number, String label, String multiarch) {
        this.number = number;
        this.label = label;
        this.multiarch = multiarch;
    }

    static Machine of(ElfFile file) {
        for (Machine machine : values()) {
            if (machine.number == file.machine()) {
                return machine;
            }
        }
        return OTHER;
    }

    /** The name that uname(2) and {@code $PLATFORM} give it, more or less. */
    String label() {
        return label;
    }

    /** The directory under /lib and /usr/lib that Debian's loaders look in. */
    String multiarch() {
        return multiarch;
    }

    /** Whether a kernel for {@code os.arch} runs its programs by itself; what is unknown is given the benefit. */
    boolean runsOn(String arch) {
        return switch (this) {
            case X86_64 -> arch.equals("amd64");
            case I386 -> arch.equals("amd64") || arch.equals("i386");
            case AARCH64 -> arch.equals("aarch64");
            case ARM -> arch.equals("aarch64") || arch.equals("arm");
            case RISCV -> arch.equals("riscv64");
            case POWERPC64 -> arch.startsWith("ppc64");
            case S390 -> arch.equals("s390x");
            case OTHER -> true;
        };
    }

    /** The subdirectories of {@code glibc-hwcaps} that hold faster builds of a library. */
    List<String> hardwareCapabilities() {
        return this == X86_64 ? List.of("x86-64-v4", "x86-64-v3", "x86-64-v2") : List.of();
    }
}
