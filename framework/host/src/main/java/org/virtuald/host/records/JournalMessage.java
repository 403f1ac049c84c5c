package org.virtuald.host.records;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import org.virtuald.conf.RecordFormat;

/** A record in the native protocol of systemd-journald: a field a line, those with newlines by their length. */
final class JournalMessage implements Function<ConnectionRecord, byte[]> {
    private final RecordFormat format;

    JournalMessage(RecordFormat format) {
        this.format = format;
    }

    @Override
    public byte[] apply(ConnectionRecord record) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        put(message, "MESSAGE", record.line(format));
        put(message, "PRIORITY", Integer.toString(record.word().severity()));
        put(message, "SYSLOG_FACILITY", "3");
        put(message, "SYSLOG_IDENTIFIER", "virtuald");
        put(message, "VIRTUALD_EVENT", record.word().name().toLowerCase(Locale.ROOT));
        put(message, "VIRTUALD_SERVICE", ConnectionRecord.shortened(record.service()));
        record.fields()
                .forEach((key, value) -> put(
                        message,
                        "VIRTUALD_" + key.toUpperCase(Locale.ROOT),
                        ConnectionRecord.shortened(value.toString())));
        return message.toByteArray();
    }

    private static void put(ByteArrayOutputStream message, String key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        message.writeBytes(key.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf('\n') < 0) {
            message.write('=');
        } else {
            message.write('\n');
            message.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(bytes.length)
                    .array());
        }
        message.writeBytes(bytes);
        message.write('\n');
    }
}
