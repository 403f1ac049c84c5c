package org.virtuald.host.records;

import com.typesafe.config.ConfigUtil;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.virtuald.conf.RecordFormat;

/**
 * What is recorded of one event.
 *
 * @param word what it begins with
 * @param at when it happened
 * @param service whose connection it is; may be any text, as all values here
 * @param text the fields of the text form, in their order: those with an empty key are a word of their own
 * @param fields the fields of JSON and of the journal, in their order: numbers and strings
 */
record ConnectionRecord(
        RecordWord word, Instant at, String service, Map<String, String> text, Map<String, Object> fields) {
    private static final int LONGEST_VALUE = 512;

    /** The record without its time, in either form: printable ASCII in the one, JSON in the other, never more than one line. */
    String line(RecordFormat format) {
        return format == RecordFormat.JSON ? json() : words();
    }

    private String words() {
        StringJoiner line = new StringJoiner(" ");
        line.add(word + ":");
        line.add(escaped(service));
        text.forEach((key, value) -> line.add(key.isEmpty() ? escaped(value) : key + "=" + escaped(value)));
        return line.toString();
    }

    private String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("time", time());
        all.put("event", word.name().toLowerCase(Locale.ROOT));
        all.put("service", service);
        all.putAll(fields);
        StringJoiner object = new StringJoiner(",", "{", "}");
        all.forEach((key, value) -> object.add(ConfigUtil.quoteString(key)
                + ":"
                + (value instanceof Number ? value.toString() : ConfigUtil.quoteString(shortened(value.toString())))));
        return object.toString();
    }

    /** When it happened, in UTC: ISO 8601 with milliseconds. */
    String time() {
        String time = at.truncatedTo(ChronoUnit.MILLIS).toString();
        return time.contains(".") ? time : time.replace("Z", ".000Z");
    }

    /**
     * A value as a single word: all that is not printable ASCII, and the characters that could make two fields of one, become
     * {@code \}{@code uXXXX}. So no value, whoever made it up, can look like a record or a field.
     */
    private static String escaped(String value) {
        StringBuilder word = new StringBuilder();
        for (char c : shortened(value).toCharArray()) {
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=') {
                word.append(c);
            } else {
                word.append(String.format("\\u%04x", (int) c));
            }
        }
        return word.length() == 0 ? "-" : word.toString();
    }

    static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }
}
