package org.virtuald.host.records;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.virtuald.conf.RecordFormat;
import org.virtuald.host.outlet.SyslogHead;

/** A record for a syslog daemon. */
final class SyslogMessage implements Function<ConnectionRecord, byte[]> {
    private static final int DAEMON = 3 << 3; // LOG_DAEMON of syslog.h

    private final RecordFormat format;
    private final long pid = ProcessHandle.current().pid();

    SyslogMessage(RecordFormat format) {
        this.format = format;
    }

    @Override
    public byte[] apply(ConnectionRecord record) {
        String head = SyslogHead.of(DAEMON | record.word().severity(), record.at());
        return (head + "virtuald[" + pid + "]: " + record.line(format)).getBytes(StandardCharsets.UTF_8);
    }
}
