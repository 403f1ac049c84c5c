package org.virtuald.entry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** Instructions and data in the making: bytes are appended, and references to labels are filled in at the end. */
final class Code {
    private final long address;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Consumer<ByteBuffer>> references = new ArrayList<>();

    /** Code that will run at this address. */
    Code(long address) {
        this.address = address;
    }

    void int8(int value) {
        bytes.write(value);
    }

    void int32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(value >>> shift);
        }
    }

    void int64(long value) {
        int32((int) value);
        int32((int) (value >>> Integer.SIZE));
    }

    void bytes(byte[] values) {
        bytes.writeBytes(values);
    }

    void align(int alignment) {
        while ((address + bytes.size()) % alignment != 0) {
            bytes.write(0);
        }
    }

    void place(Label label) {
        label.place(bytes.size());
    }

    /** 32 bits that are made of the distance in bytes from their own place to the label. */
    void distance(Label label, IntUnaryOperator encoding) {
        int at = bytes.size();
        int32(0);
        references.add(image -> image.putInt(at, encoding.applyAsInt(label.position() - at)));
    }

    /** Replaces the 64 bits that begin so far behind a placed label by the address of another one. */
    void address(Label start, int offset, Label target) {
        int at = start.position() + offset;
        references.add(image -> image.putLong(at, address + target.position()));
    }

    /** All bytes, with every reference filled in. */
    byte[] finish() {
        byte[] image = bytes.toByteArray();
        var littleEndian = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        references.forEach(reference -> reference.accept(littleEndian));
        return image;
    }
}
