package org.virtuald.entry;

/** Instructions of x86-64: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2. */
final class X86Encoder implements Encoder {
    private static final int REX = 0x40;
    private static final int REX_W = 0x48; // 64-bit operands
    private static final int LEA = 0x8d;
    private static final int MOV_LOAD = 0x8b;
    private static final int MOV_STORE = 0x89;

    private final Code code;

    X86Encoder(Code code) {
        this.code = code;
    }

    @Override
    public void loadNumber(Register register, long value) {
        int number = register.x86();
        if (value == 0) {
            registers(REX, 0x31, number, number); // xor; writing 32 bits clears the upper half, here and with mov
        } else if (value >>> Integer.SIZE == 0) {
            prefix(REX, 0, number);
            code.int8(0xb8 + low(number));
            code.int32((int) value);
        } else if (value == (int) value) {
            registers(REX_W, 0xc7, 0, number); // sign-extended
            code.int32((int) value);
        } else {
            prefix(REX_W, 0, number);
            code.int8(0xb8 + low(number));
            code.int64(value);
        }
    }

    @Override
    public void loadAddress(Register register, Label label) {
        prefix(REX_W, register.x86(), 0);
        code.int8(LEA);
        code.int8(low(register.x86()) << 3 | 0b101); // relative to the next instruction
        relative(label);
    }

    @Override
    public void load(Register register, Register base, int offset) {
        memory(REX_W, MOV_LOAD, register, base, offset);
    }

    @Override
    public void loadInt(Register register, Register base, int offset) {
        memory(REX, MOV_LOAD, register, base, offset);
    }

    @Override
    public void store(Register register, Register base, int offset) {
        memory(REX_W, MOV_STORE, register, base, offset);
    }

    @Override
    public void storeInt(Register register, Register base, int offset) {
        memory(REX, MOV_STORE, register, base, offset);
    }

    @Override
    public void storeByte(Register base) {
        memory(REX, 0x88, Register.ARGUMENT_2, base, 0);
    }

    @Override
    public void takeDigit() {
        loadNumber(Register.DENIED, 10);
        loadNumber(Register.ARGUMENT_2, 0); // the upper half of what is divided
        registers(REX, 0xf7, 6, Register.DENIED.x86()); // div: eax is the quotient, edx the rest
        registers(REX, 0x83, 0, Register.ARGUMENT_2.x86()); // add
        code.int8('0');
    }

    @Override
    public void add(Register register, Register base, int offset) {
        memory(REX_W, LEA, register, base, offset);
    }

    @Override
    public void addPointers(Register register, Register base, Register index) {
        int rexX = index.x86() >> 3 << 1;
        prefix(REX_W | rexX, register.x86(), base.x86());
        code.int8(LEA);
        code.int8(0b01_000_100 | low(register.x86()) << 3); // base + scaled index + 8-bit displacement
        code.int8(0b11_000_000 | low(index.x86()) << 3 | low(base.x86())); // index times eight
        code.int8(0);
    }

    @Override
    public void negate(Register register) {
        registers(REX_W, 0xf7, 3, register.x86());
    }

    @Override
    public void compareWithError(Register register, int errno) {
        compare(register, -errno);
    }

    @Override
    public void compareWithNumber(Register register, int number) {
        compare(register, number);
    }

    private void compare(Register register, int number) {
        if (number == (byte) number) {
            registers(REX_W, 0x83, 7, register.x86()); // sign-extended, as is the larger one
            code.int8(number);
        } else {
            registers(REX_W, 0x81, 7, register.x86());
            code.int32(number);
        }
    }

    @Override
    public void jump(Label label) {
        code.int8(0xe9);
        relative(label);
    }

    @Override
    public void jumpIf(Condition condition, Label label) {
        code.int8(0x0f);
        code.int8(0x80 + condition.x86());
        relative(label);
    }

    @Override
    public void systemCall() {
        code.int8(0x0f);
        code.int8(0x05);
    }

    @Override
    public void trap() {
        code.int8(0x0f);
        code.int8(0x0b);
    }

    /** An instruction on two registers, or on one and an extension of the opcode in place of the other. */
    private void registers(int rex, int opcode, int regField, int rmField) {
        prefix(rex, regField, rmField);
        code.int8(opcode);
        code.int8(0b11_000_000 | low(regField) << 3 | low(rmField));
    }

    /** An instruction on a register and the memory at base + offset. */
    private void memory(int rex, int opcode, Register register, Register base, int offset) {
        boolean near = offset == (byte) offset;
        prefix(rex, register.x86(), base.x86());
        code.int8(opcode);
        code.int8((near ? 0b01_000_000 : 0b10_000_000) | low(register.x86()) << 3 | low(base.x86()));
        if (low(base.x86()) == 0b100) {
            code.int8(0b00_100_100); // rsp or r12 as a base takes the form with an index, and here none
        }
        if (near) {
            code.int8(offset);
        } else {
            code.int32(offset);
        }
    }

    /** The REX prefix, which holds the fourth bit of each register's number; left out when it says nothing. */
    private void prefix(int rex, int regField, int rmField) {
        int prefix = rex | regField >> 3 << 2 | rmField >> 3;
        if (prefix != REX) {
            code.int8(prefix);
        }
    }

    /** The last field of an instruction: the distance from the next instruction. */
    private void relative(Label label) {
        code.distance(label, distance -> distance - Integer.BYTES);
    }

    private static int low(int register) {
        return register & 0b111;
    }
}
