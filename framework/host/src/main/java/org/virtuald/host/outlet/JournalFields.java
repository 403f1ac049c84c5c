package org.virtuald.host.outlet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An entry in the native protocol of systemd-journald: a field a line, those with newlines by their length. */
public final class JournalFields {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Begins with none. */
    public JournalFields() {}

    /**
     * Adds a field.
     *
     * @param name capital letters, digits and underscores
     */
    public JournalFields add(String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf('\n') < 0) {
            bytes.write('=');
        } else {
            bytes.write('\n');
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
        }
        bytes.writeBytes(text);
        bytes.write('\n');
        return this;
    }

    /** The datagram. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
