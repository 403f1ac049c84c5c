package org.virtuald.entry;

/**
 * What a register is used for, and its number on each architecture. The kernel keeps all of them over a system call but
 * the one with the result: syscall(2), "Architecture calling conventions".
 */
enum Register {
    ARGUMENT_0(7, 0), // rdi
    ARGUMENT_1(6, 1), // rsi
    ARGUMENT_2(2, 2), // rdx
    ARGUMENT_3(10, 3), // r10
    ARGUMENT_4(8, 4), // r8
    ARGUMENT_5(9, 5), // r9
    CALL_NUMBER(0, 8), // rax
    RESULT(0, 0), // rax; on arm64 the register of the first argument

    STEP(5, 19), // rbp; index of the step being done
    DENIED(3, 20), // rbx; the error of a candidate that may not be executed
    MEMORY(13, 21), // r13; what a plan that forks may write to
    FIRST(14, 22), // r14; pid of the first process of a pid namespace
    PROGRAM(15, 23), // r15; pid of the process that becomes the program
    SIGNAL(12, 24), // r12; a number that is looked at more than once

    // rsp, sp; never changed, so that it points to argc, argv and envp as at the start
    STACK(4, 31);

    private final int x86;
    private final int arm64;

    Register(int x86, int arm64) {
        this.x86 = x86;
        this.arm64 = arm64;
    }

    /** The register of an argument, 0 to 5. */
    static Register argument(int index) {
        return values()[index];
    }

    int x86() {
        return x86;
    }

    int arm64() {
        return arm64;
    }
}
