package org.virtuald.host.records;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.virtuald.conf.RecordFormat;

/** A record as a line with its time, for what keeps no time itself. */
final class RecordLine implements Function<ConnectionRecord, byte[]> {
    private final RecordFormat format;
    private final long pid = ProcessHandle.current().pid();

    RecordLine(RecordFormat format) {
        this.format = format;
    }

    @Override
    public byte[] apply(ConnectionRecord record) {
        String line = record.line(format);
        String prefix = format == RecordFormat.JSON ? "" : record.time() + " virtuald[" + pid + "]: ";
        return (prefix + line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
