package org.virtuald.host.records;

import java.nio.charset.StandardCharsets;
import org.virtuald.conf.RecordFormat;

/** Records as lines with their time, for what keeps no time itself. */
final class RecordLines {
    private final RecordFormat format;
    private final long pid = ProcessHandle.current().pid();

    RecordLines(RecordFormat format) {
        this.format = format;
    }

    /** A line with its newline. */
    byte[] bytes(ConnectionRecord record) {
        String line = record.line(format);
        String prefix = format == RecordFormat.JSON ? "" : record.time() + " virtuald[" + pid + "]: ";
        return (prefix + line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
