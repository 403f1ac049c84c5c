package org.virtuald.entry;

import java.util.List;

/** Runs a filter as the kernel does, which a machine does for its own architecture only. */
final class BpfInterpreter {

    private BpfInterpreter() {}

    /** What the filter answers to a call; see struct seccomp_data of linux/seccomp.h. */
    static int run(List<BpfInstruction> program, int number, int audit, long... arguments) {
        int register = 0;
        int next = 0;
        while (true) {
            BpfInstruction now = program.get(next++);
            switch (now.code()) {
                case BpfInstruction.LOAD -> register = word(now.operand(), number, audit, arguments);
                case BpfInstruction.JUMP -> next += now.operand();
                case BpfInstruction.JUMP_EQUAL -> next += register == now.operand() ? now.ifTrue() : now.ifFalse();
                case BpfInstruction.JUMP_NOT_BELOW ->
                    next += Integer.compareUnsigned(register, now.operand()) >= 0 ? now.ifTrue() : now.ifFalse();
                case BpfInstruction.JUMP_ANY_BIT ->
                    next += (register & now.operand()) != 0 ? now.ifTrue() : now.ifFalse();
                case BpfInstruction.RETURN -> {
                    return now.operand();
                }
                default -> throw new AssertionError(now);
            }
        }
    }

    private static int word(int offset, int number, int audit, long... arguments) {
        if (offset == 0) {
            return number;
        }
        if (offset == 4) {
            return audit;
        }
        int index = (offset - 16) / Long.BYTES;
        boolean high = (offset - 16) % Long.BYTES != 0;
        long argument = index < arguments.length ? arguments[index] : 0;
        return (int) (high ? argument >>> Integer.SIZE : argument);
    }
}
