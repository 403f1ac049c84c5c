package org.virtuald.host.outlet;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What stands before the tag of a message that syslog(3) sends to the daemon of its machine: RFC 3164 without the host's name. */
public final class SyslogHead {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss ", Locale.ENGLISH);

    private SyslogHead() {}

    /**
     * The priority and the time, in local time.
     *
     * @param priority facility times 8 plus severity, 0 to 191
     */
    public static String of(int priority, Instant at) {
        return "<" + priority + ">" + TIME.format(at.atZone(ZoneId.systemDefault()));
    }
}
