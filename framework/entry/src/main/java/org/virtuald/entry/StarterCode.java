package org.virtuald.entry;

/**
 * The code of a starter up to the child's first step: its own process stays in a loop of recvmsg(2), clone(2) and send(2).
 *
 * <p>A child is made with CLONE_PARENT, so that whoever has started the starter waits for the program, too, and knows how it
 * ended. It has memory of its own and not the starter's, as vfork(2) would have it: a root on a file system that does not answer
 * holds up that child alone.
 */
final class StarterCode {
    // asm-generic/mman-common.h, linux/sched.h, linux/socket.h, linux/prctl.h: the same on both architectures
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_FIXED_ANONYMOUS = 0x02 | 0x10 | 0x20;
    private static final int CLONE_PARENT = 0x8000;
    private static final int SIGCHLD = 17; // the kernel takes the starter's own, which is the same
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PR_SET_DUMPABLE = 4;
    private static final long ALL_DESCRIPTORS = 0xffff_ffffL;
    private static final int ENDED = 0;
    private static final int BROKEN = 1;

    /** The starter's own memory, from {@link StartRequest#MEMORY_ADDRESS} on: struct msghdr, struct iovec, ancillary data, answer. */
    private static final int HEADER = 0;

    private static final int VECTOR = 64;
    private static final int CONTROL = 96;
    private static final int CONTROL_SIZE = 64; // a header of 16 bytes, and CHANNEL descriptors
    private static final int ANSWER = 192;

    // offsets in struct msghdr and struct iovec
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    private static final int IOV_BASE = 0;
    private static final int IOV_LEN = 8;

    /** Holds the memory's address; a child uses the register for something else. */
    private static final Register BASE = Register.SIGNAL;

    private static final Register VALUE = Register.ARGUMENT_5;

    private final Architecture architecture;
    private final Code code;
    private final Encoder encoder;

    StarterCode(Architecture architecture, Code code, Encoder encoder) {
        this.architecture = architecture;
        this.code = code;
        this.encoder = encoder;
    }

    void append() {
        var broken = new Label();
        var ended = new Label();
        var next = new Label();
        var child = new Label();
        call(SystemCall.CLOSE_RANGE, StartRequest.CHANNEL + 1, ALL_DESCRIPTORS, 0);
        jumpOnError(broken);
        closeProgramsDescriptors(broken);
        mapMemory(broken);
        call(SystemCall.PRCTL, PR_SET_DUMPABLE, 0); // nobody traces it; a program is what its own exec makes it
        jumpOnError(broken);
        code.place(next);
        receive(next, broken, ended);
        call(SystemCall.CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
        encoder.compareWithNumber(Register.RESULT, 0);
        encoder.jumpIf(Condition.EQUAL, child);
        encoder.store(Register.RESULT, BASE, ANSWER);
        closeProgramsDescriptors(broken);
        answer();
        encoder.jump(next);
        end(broken, BROKEN);
        end(ended, ENDED);
        code.place(child);
        encoder.add(Register.STACK, BASE, StartRequest.OFFSET);
    }

    /** So that the next ones get the lowest numbers. */
    private void closeProgramsDescriptors(Label broken) {
        call(SystemCall.CLOSE_RANGE, 0, StartRequest.CHANNEL - 1, 0);
        jumpOnError(broken);
    }

    private void mapMemory(Label broken) {
        call(
                SystemCall.MMAP,
                StartRequest.MEMORY_ADDRESS,
                StartRequest.MEMORY_SIZE,
                PROT_READ_WRITE,
                MAP_PRIVATE_FIXED_ANONYMOUS,
                -1,
                0);
        jumpOnError(broken);
        encoder.add(BASE, Register.RESULT, 0);
    }

    /** The kernel writes into the header, so all of it is said again each time. */
    private void receive(Label next, Label broken, Label ended) {
        store(VECTOR + IOV_BASE, StartRequest.MEMORY_ADDRESS + StartRequest.OFFSET);
        store(VECTOR + IOV_LEN, StartRequest.MOST_BYTES);
        store(HEADER + MSG_IOV, StartRequest.MEMORY_ADDRESS + VECTOR);
        store(HEADER + MSG_IOVLEN, 1);
        store(HEADER + MSG_CONTROL, StartRequest.MEMORY_ADDRESS + CONTROL);
        store(HEADER + MSG_CONTROLLEN, CONTROL_SIZE);
        call(SystemCall.RECVMSG, StartRequest.CHANNEL, StartRequest.MEMORY_ADDRESS + HEADER, 0);
        encoder.compareWithError(Register.RESULT, Errno.EINTR); // it was stopped and continued
        encoder.jumpIf(Condition.EQUAL, next);
        jumpOnError(broken);
        encoder.compareWithNumber(Register.RESULT, 0);
        encoder.jumpIf(Condition.EQUAL, ended);
        // MSG_CTRUNC: a program would miss a descriptor
        encoder.loadInt(VALUE, BASE, HEADER + MSG_FLAGS);
        encoder.compareWithNumber(VALUE, 0);
        encoder.jumpIf(Condition.NOT_EQUAL, broken);
    }

    /** Whether anybody still wants to know is seen at the next receive. */
    private void answer() {
        call(
                SystemCall.SENDTO,
                StartRequest.CHANNEL,
                StartRequest.MEMORY_ADDRESS + ANSWER,
                StartRequest.ANSWER_SIZE,
                MSG_NOSIGNAL,
                0,
                0);
    }

    private void end(Label label, int status) {
        code.place(label);
        call(SystemCall.EXIT_GROUP, status);
    }

    private void store(int offset, long value) {
        encoder.loadNumber(VALUE, value);
        encoder.store(VALUE, BASE, offset);
    }

    private void jumpOnError(Label label) {
        encoder.compareWithError(Register.RESULT, Errno.LARGEST);
        encoder.jumpIf(Condition.NOT_BELOW, label);
    }

    private void call(SystemCall call, long... arguments) {
        for (int index = 0; index < arguments.length; index++) {
            encoder.loadNumber(Register.argument(index), arguments[index]);
        }
        encoder.loadNumber(Register.CALL_NUMBER, call.number(architecture));
        encoder.systemCall();
    }
}
