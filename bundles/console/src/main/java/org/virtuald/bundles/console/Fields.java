package org.virtuald.bundles.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object. What is missing, or is of another kind than expected, reads as nothing: an empty text, 0, an empty list.
 *
 * @param all by name, in the order in which they came
 */
record Fields(Map<String, Object> all) {

    /** The fields of a value, none if it is no object. */
    static Fields of(Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, field) -> fields.put(String.valueOf(name), field));
        }
        return new Fields(fields);
    }

    private Object value(String name) {
        return all.getOrDefault(name, "");
    }

    String text(String name) {
        return value(name) instanceof String text ? text : "";
    }

    long number(String name) {
        return value(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean isTrue(String name) {
        return value(name) instanceof Boolean truth && truth;
    }

    Fields object(String name) {
        return of(value(name));
    }

    List<Fields> objects(String name) {
        return list(name).stream().map(Fields::of).toList();
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    List<Long> numbers(String name) {
        return list(name).stream()
                .map(value -> value instanceof Number number ? number.longValue() : 0L)
                .toList();
    }

    private List<?> list(String name) {
        return value(name) instanceof List<?> list ? list : List.of();
    }

    /** All of them as counts, by name. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        all.keySet().forEach(name -> counts.put(name, number(name)));
        return counts;
    }
}
