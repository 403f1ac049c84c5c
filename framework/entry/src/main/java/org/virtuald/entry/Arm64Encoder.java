package org.virtuald.entry;

/** Instructions of AArch64: Arm Architecture Reference Manual for A-profile architecture, chapter C6. */
final class Arm64Encoder implements Encoder {
    private static final int MOVN = 0x9280_0000;
    private static final int MOVZ = 0xd280_0000;
    private static final int MOVK = 0xf280_0000;
    private static final int HALFWORD = 0xffff;
    private static final int IMMEDIATE_19 = 0x7ffff;

    private final Code code;

    Arm64Encoder(Code code) {
        this.code = code;
    }

    @Override
    public void loadNumber(Register register, long value) {
        // The first instruction sets all bits above its sixteen to those that a number of this sign mostly has.
        if (value < 0) {
            halfword(MOVN, register, 0, ~value);
        } else {
            halfword(MOVZ, register, 0, value);
        }
        int rest = value < 0 ? HALFWORD : 0;
        for (int index = 1; index < 4; index++) {
            long bits = (value >>> (16 * index)) & HALFWORD;
            if (bits != rest) {
                halfword(MOVK, register, index, bits);
            }
        }
    }

    @Override
    public void loadAddress(Register register, Label label) {
        code.distance(
                label,
                distance -> 0x1000_0000 // adr
                        | (distance & 0b11) << 29
                        | (distance >> 2 & IMMEDIATE_19) << 5
                        | register.arm64());
    }

    @Override
    public void load(Register register, Register base, int offset) {
        immediate(0xf940_0000, register, base, offset / Long.BYTES); // ldr
    }

    @Override
    public void loadInt(Register register, Register base, int offset) {
        immediate(0xb940_0000, register, base, offset / Integer.BYTES); // ldr of w
    }

    @Override
    public void store(Register register, Register base, int offset) {
        immediate(0xf900_0000, register, base, offset / Long.BYTES); // str of x
    }

    @Override
    public void storeInt(Register register, Register base, int offset) {
        immediate(0xb900_0000, register, base, offset / Integer.BYTES); // str of w
    }

    @Override
    public void add(Register register, Register base, int offset) {
        if (offset < 0) {
            immediate(0xd100_0000, register, base, -offset); // sub
        } else {
            immediate(0x9100_0000, register, base, offset);
        }
    }

    @Override
    public void storeByte(Register base) {
        immediate(0x3900_0000, Register.ARGUMENT_2, base, 0); // strb
    }

    @Override
    public void takeDigit() {
        int number = Register.RESULT.arm64();
        int ten = Register.DENIED.arm64();
        int digit = Register.ARGUMENT_2.arm64();
        loadNumber(Register.DENIED, 10);
        code.int32(0x1ac0_0800 | ten << 16 | number << 5 | digit); // udiv: the quotient
        code.int32(0x1b00_8000 | ten << 16 | number << 10 | digit << 5 | ten); // msub: number - quotient * ten
        code.int32(0x2a00_03e0 | digit << 16 | number); // mov
        immediate(0x9100_0000, Register.ARGUMENT_2, Register.DENIED, '0'); // add
    }

    @Override
    public void addPointers(Register register, Register base, Register index) {
        // the form with an extended register (uxtx #3), for in the other one 31 is no stack pointer
        code.int32(0x8b20_6c00 | index.arm64() << 16 | base.arm64() << 5 | register.arm64());
    }

    @Override
    public void negate(Register register) {
        code.int32(0xcb00_03e0 | register.arm64() << 16 | register.arm64()); // sub from xzr
    }

    @Override
    public void compareWithError(Register register, int errno) {
        code.int32(0xb100_001f | errno << 10 | register.arm64() << 5); // cmn: the flags of register - -errno
    }

    @Override
    public void compareWithNumber(Register register, int number) {
        code.int32(0xf100_001f | number << 10 | register.arm64() << 5); // cmp
    }

    @Override
    public void jump(Label label) {
        code.distance(label, distance -> 0x1400_0000 | (distance >> 2 & 0x3ff_ffff));
    }

    @Override
    public void jumpIf(Condition condition, Label label) {
        code.distance(label, distance -> 0x5400_0000 | (distance >> 2 & IMMEDIATE_19) << 5 | condition.arm64());
    }

    @Override
    public void systemCall() {
        code.int32(0xd400_0001); // svc #0
    }

    @Override
    public void trap() {
        code.int32(0); // udf #0
    }

    private void halfword(int opcode, Register register, int index, long bits) {
        code.int32(opcode | index << 21 | (int) (bits & HALFWORD) << 5 | register.arm64());
    }

    private void immediate(int opcode, Register register, Register base, int scaled) {
        code.int32(opcode | scaled << 10 | base.arm64() << 5 | register.arm64());
    }
}
