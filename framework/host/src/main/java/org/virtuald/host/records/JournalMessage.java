package org.virtuald.host.records;

import java.util.Locale;
import java.util.function.Function;
import org.virtuald.conf.RecordFormat;
import org.virtuald.host.outlet.JournalFields;

/** A record for the journal, with its fields beside its line. */
final class JournalMessage implements Function<ConnectionRecord, byte[]> {
    private final RecordFormat format;

    JournalMessage(RecordFormat format) {
        this.format = format;
    }

    @Override
    public byte[] apply(ConnectionRecord record) {
        JournalFields message = new JournalFields()
                .add("MESSAGE", record.line(format))
                .add("PRIORITY", Integer.toString(record.word().severity()))
                .add("SYSLOG_FACILITY", "3")
                .add("SYSLOG_IDENTIFIER", "virtuald")
                .add("VIRTUALD_EVENT", record.word().name().toLowerCase(Locale.ROOT))
                .add("VIRTUALD_SERVICE", ConnectionRecord.shortened(record.service()));
        record.fields()
                .forEach((key, value) -> message.add(
                        "VIRTUALD_" + key.toUpperCase(Locale.ROOT), ConnectionRecord.shortened(value.toString())));
        return message.bytes();
    }
}
