package org.virtuald.entry;

/** Instructions that show what they did by printing registers. */
final class PrintingProgram {
    private final Architecture architecture;
    final Code code = new Code(ElfExecutable.CODE_ADDRESS);
    final Encoder encoder;

    PrintingProgram(Architecture architecture) {
        this.architecture = architecture;
        this.encoder = Encoder.of(architecture, code);
    }

    /** Writes the eight bytes of a register to the standard output. */
    void print(Register register) {
        encoder.store(register, Register.STACK, 0);
        encoder.loadNumber(Register.ARGUMENT_0, 1);
        encoder.add(Register.ARGUMENT_1, Register.STACK, 0);
        encoder.loadNumber(Register.ARGUMENT_2, Long.BYTES);
        call(SystemCall.WRITE.number(architecture));
    }

    /** Compares a number with an error and prints 1 if the jump was taken, 0 if not. */
    void jumpIf(Condition condition, Register register, long number, int errno) {
        encoder.loadNumber(register, number);
        encoder.compareWithError(register, errno);
        printWhether(condition);
    }

    /** Compares a number with another and prints 1 if they are equal, 0 if not. */
    void jumpIfEqual(Register register, long value, int number) {
        encoder.loadNumber(register, value);
        encoder.compareWithNumber(register, number);
        printWhether(Condition.EQUAL);
    }

    private void printWhether(Condition condition) {
        var taken = new Label();
        var end = new Label();
        encoder.jumpIf(condition, taken);
        encoder.loadNumber(Register.STEP, 0);
        encoder.jump(end);
        code.place(taken);
        encoder.loadNumber(Register.STEP, 1);
        code.place(end);
        print(Register.STEP);
    }

    void exit() {
        encoder.loadNumber(Register.ARGUMENT_0, 0);
        call(SystemCall.EXIT_GROUP.number(architecture));
    }

    void call(int number) {
        encoder.loadNumber(Register.CALL_NUMBER, number);
        encoder.systemCall();
    }
}
