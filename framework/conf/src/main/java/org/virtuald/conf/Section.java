package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an object of a conf file says under the keys that it may have. Reading reports every problem there is; the
 * values may be asked for when there was none.
 */
final class Section {

    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private Section() {}

    /**
     * Reads every key.
     *
     * @param place where a missing key is missed
     * @param prefix what stands before a key in messages: empty, or the path of the object and a dot
     */
    static Section read(ConfigObject object, Place place, String prefix, List<Key<?>> keys, ConfSource source) {
        Section section = new Section();
        List<String> names = keys.stream().map(Key::name).toList();
        object.forEach((name, value) -> {
            if (!names.contains(name)) {
                String meant = Spelling.nearest(name, names)
                        .map(near -> "did you mean " + prefix + near + "?")
                        .orElseGet(() -> "expected one of " + String.join(", ", names));
                source.problems()
                        .error(source.place(value.origin()), prefix + Quoted.key(name) + ": unknown key; " + meant);
            }
        });
        keys.forEach(key -> {
            boolean needless = isPresent(object, key.unless(), source) && !isPresent(object, key.name(), source);
            if (!needless) {
                section.read(key, Optional.ofNullable(object.get(key.name())), place, prefix, source);
            }
        });
        return section;
    }

    private static boolean isPresent(ConfigObject object, String name, ConfSource source) {
        ConfigValue value = object.get(name);
        return value != null && !new Value(value, name, source).is(ConfigValueType.NULL);
    }

    private <T> void read(Key<T> key, Optional<ConfigValue> raw, Place place, String prefix, ConfSource source) {
        // Null is how a conf takes back what a file that it includes has set.
        Optional<Value> value = raw.map(found -> new Value(found, prefix + key.name(), source))
                .filter(found -> !found.is(ConfigValueType.NULL));
        if (value.isPresent()) {
            lines.put(key.name(), value.get().place().line());
            value.get().as(key.type()).ifPresent(read -> values.put(key.name(), read));
        } else if (key.fallback() != null) {
            values.put(key.name(), key.fallback());
        } else {
            source.problems().error(place, prefix + key.name() + ": missing: " + key.meaning());
        }
    }

    /** What the key says; there must have been no problem. */
    @SuppressWarnings("unchecked") // read() stores under a key's name what the key's own type has made
    <T> T get(Key<T> key) {
        return (T) requireNonNull(values.get(key.name()), key.name());
    }

    /** The line that each key of the file stands in; keys that it leaves out are absent. */
    Map<String, Integer> lines() {
        return Map.copyOf(lines);
    }
}
