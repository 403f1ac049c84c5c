package org.virtuald.host.rootlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.virtuald.host.outlet.Forms;
import org.virtuald.host.outlet.JournalFields;
import org.virtuald.host.outlet.SyslogHead;

/**
 * A message that a program has logged in its root. What it says of itself is its own word; the root and the time are not.
 *
 * @param root the directory
 * @param at when it came
 * @param priority facility times 8 plus severity, 8 to 191
 * @param tag the program's name, as it says; may be empty
 * @param pid its process as it says, in its own pid namespace; may be empty
 * @param text one line without control characters
 */
public record RootMessage(String root, Instant at, int priority, String tag, String pid, String text) {
    private static final int USER_NOTICE = 13; // LOG_USER | LOG_NOTICE of syslog.h
    private static final int FACILITY = 8;
    private static final int MOST = 191;
    private static final int WARNING = 4;

    /** Priority, time, tag and process, each of which may be missing; syslog(3) of glibc and of musl writes all. */
    private static final Pattern PARTS = Pattern.compile(
            "(?:<(\\d{1,3})>)?(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d )?(?:([\\w./-]{1,64})(?:\\[(\\d{1,10})\\])?: )?(.*)",
            Pattern.DOTALL);

    /** Reads a datagram; there is none that cannot be read. */
    public static RootMessage parse(String root, Instant at, ByteBuffer datagram) {
        String all = StandardCharsets.UTF_8.decode(datagram).toString();
        Matcher parts = PARTS.matcher(all);
        if (!parts.matches()) {
            throw new AssertionError("the pattern takes any text");
        }
        int priority = parts.group(1) == null ? USER_NOTICE : Integer.parseInt(parts.group(1));
        if (priority > MOST) {
            priority = USER_NOTICE;
        } else if (priority < FACILITY) { // that of the kernel, which no program has
            priority += FACILITY;
        }
        return new RootMessage(
                root, at, priority, orEmpty(parts.group(2)), orEmpty(parts.group(3)), printable(parts.group(4)));
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }

    /** One that says how many of a root were left out. */
    public static RootMessage dropped(String root, Instant at, long count) {
        int priority = (USER_NOTICE & -FACILITY) | WARNING;
        return new RootMessage(root, at, priority, "virtuald", "", count + " messages were dropped");
    }

    /** How messages are written. The root comes before the program's words, so that they cannot look like another root's. */
    public static Forms<RootMessage> forms() {
        return new Forms<>(RootMessage::line, RootMessage::syslog, RootMessage::journal);
    }

    private byte[] line() {
        String time = at.truncatedTo(ChronoUnit.MILLIS).toString();
        return (time + " " + content() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] syslog() {
        return (SyslogHead.of(priority, at) + content()).getBytes(StandardCharsets.UTF_8);
    }

    private String content() {
        String name = tag.isEmpty() ? "virtuald" : tag;
        return name + (pid.isEmpty() ? "" : "[" + pid + "]") + ": root=" + word(root) + " " + text;
    }

    private byte[] journal() {
        JournalFields fields = new JournalFields()
                .add("MESSAGE", text)
                .add("PRIORITY", Integer.toString(priority % FACILITY))
                .add("SYSLOG_FACILITY", Integer.toString(priority / FACILITY))
                .add("SYSLOG_IDENTIFIER", tag.isEmpty() ? "virtuald" : tag)
                .add("VIRTUALD_ROOT", root);
        return (pid.isEmpty() ? fields : fields.add("SYSLOG_PID", pid)).bytes();
    }

    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        for (char c : text.replaceFirst("[\0\r\n]+$", "").toCharArray()) {
            boolean isControl = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            line.append(isControl ? String.format("\\u%04x", (int) c) : Character.toString(c));
        }
        return line.toString();
    }

    private static String word(String text) {
        return printable(text).replace(" ", "\\u0020");
    }
}
