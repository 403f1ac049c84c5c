package org.virtuald.entry;

/**
 * The instructions that entry programs are made of, in the machine code of one architecture. Each method appends one
 * of them. Offsets are in bytes, 0 to 4080, and multiples of the size that is loaded or stored.
 */
interface Encoder {

    /** Instructions for an architecture, appended to the code. */
    static Encoder of(Architecture architecture, Code code) {
        return switch (architecture) {
            case X86_64 -> new X86Encoder(code);
            case ARM64 -> new Arm64Encoder(code);
        };
    }

    /** register = value. May change the flags of a comparison. */
    void loadNumber(Register register, long value);

    /** register = address of the label. */
    void loadAddress(Register register, Label label);

    /** register = the 64 bits at base + offset. */
    void load(Register register, Register base, int offset);

    /** register = the 32 bits at base + offset, and 0 in its upper half. */
    void loadInt(Register register, Register base, int offset);

    /** The 64 bits at base + offset = register. */
    void store(Register register, Register base, int offset);

    /** The 32 bits at base + offset = the low half of the register. */
    void storeInt(Register register, Register base, int offset);

    /** register = base + offset, which is -4080 to 4080. */
    void add(Register register, Register base, int offset);

    /** The byte at the base = the low eight bits of {@link Register#ARGUMENT_2}. */
    void storeByte(Register base);

    /**
     * {@link Register#RESULT} = what is left of it, an unsigned number of 32 bits, without its last decimal digit;
     * {@link Register#ARGUMENT_2} = that digit as a character. Changes {@link Register#DENIED} as well.
     */
    void takeDigit();

    /** register = base + 8 × index; the index is never the stack pointer. */
    void addPointers(Register register, Register base, Register index);

    /** register = -register. */
    void negate(Register register);

    /** Compares the register with -errno, 0 to 4095, the way in which a system call returns an error. */
    void compareWithError(Register register, int errno);

    /** Compares the register with a number, 0 to 4095. */
    void compareWithNumber(Register register, int number);

    /** Goes on at the label. */
    void jump(Label label);

    /** Goes on at the label if the last comparison gave the condition. */
    void jumpIf(Condition condition, Label label);

    /** Calls the kernel. */
    void systemCall();

    /** Dies of SIGILL: for a place that is never reached. */
    void trap();
}
