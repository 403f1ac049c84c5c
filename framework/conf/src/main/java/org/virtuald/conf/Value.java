package org.virtuald.conf;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value in a conf file.
 *
 * @param key the key that it stands under, for messages
 */
record Value(ConfigValue raw, String key, ConfSource source) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^?}][^}]*}");

    /** Reads it, or reports why not. */
    <T> Optional<T> as(ValueType<T> type) {
        if (!isResolved()) {
            Matcher reference = REFERENCE.matcher(raw.render(ConfigRenderOptions.concise()));
            String name = reference.find() ? Quoted.plain(reference.group()) : "what it refers to";
            return refuse(name + " is set nowhere in this conf; the environment is not consulted");
        }
        return type.read(this);
    }

    boolean is(ConfigValueType type) {
        return isResolved() && raw.valueType() == type;
    }

    boolean isScalar() {
        return is(ConfigValueType.STRING) || is(ConfigValueType.NUMBER) || is(ConfigValueType.BOOLEAN);
    }

    /** A scalar as it is written in the file, 1.0 and not 1. */
    String text() {
        return raw.atKey("value").getString("value");
    }

    /** What a list holds, or the value itself when it is none. */
    List<Value> elements() {
        return raw instanceof ConfigList list
                ? list.stream().map(element -> new Value(element, key, source)).toList()
                : List.of(this);
    }

    /** What an object holds, by name, without what is null. */
    Map<String, Value> members() {
        Map<String, Value> members = new TreeMap<>();
        if (raw instanceof ConfigObject object) {
            object.forEach((name, value) -> members.put(name, new Value(value, key + "." + Quoted.key(name), source)));
        }
        members.values().removeIf(member -> member.is(ConfigValueType.NULL));
        return members;
    }

    Place place() {
        return source.place(raw.origin());
    }

    <T> Optional<T> expected(String what) {
        return refuse("expected " + what + ", found " + found());
    }

    <T> Optional<T> refuse(String message) {
        source.problems().error(place(), key + ": " + message);
        return Optional.empty();
    }

    private String found() {
        if (!isResolved()) {
            return "a reference";
        }
        return switch (raw.valueType()) {
            case STRING -> Quoted.of(text());
            case NUMBER, BOOLEAN -> text();
            case LIST -> elements().isEmpty() ? "an empty list" : "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
        };
    }

    private boolean isResolved() {
        try {
            if (raw.valueType() == ConfigValueType.OBJECT) {
                // One that is yet to be merged knows its type, but not what it holds.
                ((ConfigObject) raw).forEach((name, value) -> {});
            }
            return true;
        } catch (ConfigException.NotResolved e) {
            return false;
        }
    }
}
