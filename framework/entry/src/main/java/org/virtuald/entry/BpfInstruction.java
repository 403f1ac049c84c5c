package org.virtuald.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An instruction of classic BPF, struct sock_filter of linux/filter.h. There is one register; jumps go forward only.
 *
 * @param code the operation
 * @param ifTrue instructions to skip when a comparison holds, 0 to 255
 * @param ifFalse instructions to skip when it does not, 0 to 255
 * @param operand a constant, an offset, or a distance
 */
record BpfInstruction(int code, int ifTrue, int ifFalse, int operand) {
    // linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JA, BPF_JMP|BPF_JEQ|BPF_K and so on, BPF_RET|BPF_K
    static final int LOAD = 0x20;
    static final int JUMP = 0x05;
    static final int JUMP_EQUAL = 0x15;
    static final int JUMP_NOT_BELOW = 0x35;
    static final int JUMP_ANY_BIT = 0x45;
    static final int RETURN = 0x06;

    static final int FARTHEST = 255;
    static final int SIZE = 8;

    /** Checks that the distances fit into their bytes. */
    BpfInstruction {
        if (ifTrue < 0 || ifTrue > FARTHEST || ifFalse < 0 || ifFalse > FARTHEST) {
            throw new IllegalArgumentException("a jump over " + ifTrue + " or " + ifFalse + " instructions");
        }
    }

    /** Loads the 32-bit word at an offset of struct seccomp_data. */
    static BpfInstruction load(int offset) {
        return new BpfInstruction(LOAD, 0, 0, offset);
    }

    static BpfInstruction jump(int distance) {
        return new BpfInstruction(JUMP, 0, 0, distance);
    }

    static BpfInstruction ifEqual(int operand, int ifTrue, int ifFalse) {
        return new BpfInstruction(JUMP_EQUAL, ifTrue, ifFalse, operand);
    }

    /** Compares as unsigned numbers. */
    static BpfInstruction ifNotBelow(int operand, int ifTrue, int ifFalse) {
        return new BpfInstruction(JUMP_NOT_BELOW, ifTrue, ifFalse, operand);
    }

    static BpfInstruction ifAnyBit(int bits, int ifTrue, int ifFalse) {
        return new BpfInstruction(JUMP_ANY_BIT, ifTrue, ifFalse, bits);
    }

    static BpfInstruction result(int action) {
        return new BpfInstruction(RETURN, 0, 0, action);
    }

    static byte[] encode(List<BpfInstruction> program) {
        ByteBuffer bytes = ByteBuffer.allocate(program.size() * SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (BpfInstruction one : program) {
            bytes.putShort((short) one.code)
                    .put((byte) one.ifTrue)
                    .put((byte) one.ifFalse)
                    .putInt(one.operand);
        }
        return bytes.array();
    }
}
