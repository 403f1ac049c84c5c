package org.virtuald.conf;

import java.nio.file.Path;

/** Where records of connections go. */
public sealed interface RecordTarget {

    /** The host's standard error, where its log is. */
    record StandardError() implements RecordTarget {}

    /**
     * A file that is appended to, by the host's user.
     *
     * @param path absolute
     */
    record AppendedFile(Path path) implements RecordTarget {}

    /**
     * systemd-journald, by its native protocol.
     *
     * @param socket absolute path of its datagram socket
     */
    record Journal(Path socket) implements RecordTarget {}

    /**
     * A syslog daemon, by RFC 3164 as syslog(3) of the C library speaks it.
     *
     * @param socket absolute path of its datagram socket
     */
    record Syslog(Path socket) implements RecordTarget {}

    /**
     * Reads {@code stderr}, {@code file:PATH}, {@code journal}, {@code journal:SOCKET}, {@code syslog} or {@code syslog:SOCKET}.
     *
     * @throws IllegalArgumentException when the text is none of these, or a path is not absolute
     */
    static RecordTarget parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String path = colon < 0 ? "" : text.substring(colon + 1);
        if (kind.equals("stderr") && colon < 0) {
            return new StandardError();
        }
        if (kind.equals("file")) {
            return new AppendedFile(absolute(path));
        }
        if (kind.equals("journal")) {
            return new Journal(colon < 0 ? Path.of("/run/systemd/journal/socket") : absolute(path));
        }
        if (kind.equals("syslog")) {
            return new Syslog(colon < 0 ? Path.of("/dev/log") : absolute(path));
        }
        throw new IllegalArgumentException(Quoted.of(text) + " is none");
    }

    private static Path absolute(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0 || path.endsWith("/")) {
            throw new IllegalArgumentException(Quoted.of(path) + " is no absolute path");
        }
        return Path.of(path).normalize();
    }
}
