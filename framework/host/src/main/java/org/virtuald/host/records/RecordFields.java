package org.virtuald.host.records;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields of a record, in the order in which they are added. */
final class RecordFields {
    private final Map<String, String> text = new LinkedHashMap<>();
    private final Map<String, Object> all = new LinkedHashMap<>();

    /** A field that both forms have under the same name. */
    RecordFields add(String key, Object value) {
        return text(key, value.toString()).value(key, value);
    }

    /** A field of the text form; an empty key for a word of its own. */
    RecordFields text(String key, String value) {
        text.put(key, value);
        return this;
    }

    /** A field of JSON and of the journal. */
    RecordFields value(String key, Object value) {
        all.put(key, value);
        return this;
    }

    /** Whole seconds in xinetd's writing, and a number with milliseconds. */
    RecordFields duration(String key, Duration duration) {
        return text(key, duration.toSeconds() + "(sec)").value(key, seconds(duration));
    }

    /** Seconds with milliseconds. */
    RecordFields exactly(String key, Duration duration) {
        return text(key, seconds(duration) + "(sec)").value(key, seconds(duration));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    Map<String, String> text() {
        return text;
    }

    Map<String, Object> all() {
        return all;
    }
}
