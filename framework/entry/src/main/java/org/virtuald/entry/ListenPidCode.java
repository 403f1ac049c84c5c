package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The code of {@link Step.ListenPid}. Digits come last first, so the number is written from the end of its place backwards, the
 * name before it, and the pointer to the variable is moved to where the name begins: sd_listen_fds(3) takes leading zeros
 * for octal, and others take neither those nor blanks.
 */
final class ListenPidCode {
    private static final String NAME = "LISTEN_PID=";

    private final Architecture architecture;
    private final Code code;
    private final Encoder encoder;

    ListenPidCode(Architecture architecture, Code code, Encoder encoder) {
        this.architecture = architecture;
        this.code = code;
        this.encoder = encoder;
    }

    void append() {
        Register text = Register.ARGUMENT_1;
        Register variables = Register.ARGUMENT_3;
        encoder.loadNumber(Register.CALL_NUMBER, SystemCall.GETPID.number(architecture));
        encoder.systemCall();
        // on the stack lie argc, as many pointers and a null: envp = stack + 8 × (argc + 2)
        encoder.load(variables, Register.STACK, 0);
        encoder.addPointers(variables, Register.STACK, variables);
        encoder.add(variables, variables, 2 * Long.BYTES);
        encoder.load(text, variables, 0);
        encoder.add(text, text, Step.ListenPid.PLACE.length());

        var nextDigit = new Label();
        code.place(nextDigit);
        encoder.add(text, text, -1);
        encoder.takeDigit();
        encoder.storeByte(text);
        encoder.compareWithError(Register.RESULT, 0);
        encoder.jumpIf(Condition.NOT_EQUAL, nextDigit);

        // eleven bytes by two stores of eight, which overlap
        int overlap = 2 * Long.BYTES - NAME.length();
        store(NAME.substring(NAME.length() - Long.BYTES), -Long.BYTES);
        store(NAME.substring(0, Long.BYTES), overlap - Long.BYTES);
        encoder.store(text, variables, 0);
    }

    /** Moves the pointer back and writes eight characters there. */
    private void store(String characters, int distance) {
        long bytes = ByteBuffer.wrap(characters.getBytes(US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        encoder.add(Register.ARGUMENT_1, Register.ARGUMENT_1, distance);
        encoder.loadNumber(Register.ARGUMENT_2, bytes);
        encoder.store(Register.ARGUMENT_2, Register.ARGUMENT_1, 0);
    }
}
