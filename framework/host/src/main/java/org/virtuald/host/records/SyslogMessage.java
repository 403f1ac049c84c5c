package org.virtuald.host.records;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import org.virtuald.conf.RecordFormat;

/** A record as syslog(3) sends it to the daemon of the machine: RFC 3164 without the host's name, in local time. */
final class SyslogMessage implements Function<ConnectionRecord, byte[]> {
    private static final int DAEMON = 3 << 3; // LOG_DAEMON of syslog.h
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    private final RecordFormat format;
    private final long pid = ProcessHandle.current().pid();

    SyslogMessage(RecordFormat format) {
        this.format = format;
    }

    @Override
    public byte[] apply(ConnectionRecord record) {
        String time = TIME.format(record.at().atZone(ZoneId.systemDefault()));
        String message = "<" + (DAEMON | record.word().severity()) + ">" + time + " virtuald[" + pid + "]: "
                + record.line(format);
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
