package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The report of an entry program whose plan failed. It is one record of {@value #SIZE} bytes, written to descriptor
 * {@value #DESCRIPTOR} by one write(2), so that in a pipe the records of many launches never mix; then the
 * process exits with {@value #EXIT_STATUS}. A plan that succeeds writes nothing.
 *
 * @param step index of the failed step in the plan
 * @param errno why, 1 to 4095 as in errno(3)
 * @param token number of the launch, 0 to 4294967295; it stands where a process id would, because in a pid namespace
 *     that is always 1
 */
public record EntryFailure(int step, int errno, long token) {
    /** Size of the record: step and errno as 32-bit numbers, the token as eight hexadecimal digits. */
    public static final int SIZE = 16;

    /** The descriptor that the record is written to; a plan keeps it open and makes it close-on-exec. */
    public static final int DESCRIPTOR = 3;

    /** Exit status of the process after the record, the shell's for a program that was not found. */
    public static final int EXIT_STATUS = 127;

    private static final int TOKEN_DIGITS = 8;

    /**
     * Takes one record from a buffer, whatever the buffer's byte order.
     *
     * @throws java.nio.BufferUnderflowException if less than {@link #SIZE} bytes remain
     * @throws IllegalArgumentException if they are not a record of an entry program
     */
    public static EntryFailure decode(ByteBuffer buffer) {
        byte[] bytes = new byte[SIZE];
        buffer.get(bytes);
        var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        String token = new String(bytes, SIZE - TOKEN_DIGITS, TOKEN_DIGITS, US_ASCII);
        if (!token.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException(
                    "no launch number in a failure record: " + StraceNotation.quoted(token.getBytes(US_ASCII)));
        }
        return new EntryFailure(numbers.getInt(), numbers.getInt(), Long.parseLong(token, 16));
    }

    /**
     * The text of a launch number, with which an entry program is started as its {@code argv[0]}.
     *
     * @param token 0 to 4294967295
     */
    public static String tokenText(long token) {
        if (token < 0 || token > 0xffff_ffffL) {
            throw new IllegalArgumentException("launch number " + token + " has more than 32 bits");
        }
        return HexFormat.of().toHexDigits(token, TOKEN_DIGITS);
    }
}
