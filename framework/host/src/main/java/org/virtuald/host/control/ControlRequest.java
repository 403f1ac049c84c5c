package org.virtuald.host.control;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request: {@code {"command": NAME, …}}.
 *
 * @param command what to do
 * @param fields what else it says, by key: texts, numbers and lists of them
 */
public record ControlRequest(String command, Map<String, Object> fields) {
    private static final String COMMAND = "command";
    private static final String SERVICE = "service";

    /** Copies the fields. */
    public ControlRequest {
        fields = Map.copyOf(fields);
    }

    /** A request about the host. */
    public ControlRequest(String command) {
        this(command, Map.of());
    }

    /** A request about a service, if there is one. */
    public ControlRequest(String command, Optional<String> service) {
        this(
                command,
                service.<Map<String, Object>>map(name -> Map.of(SERVICE, name)).orElse(Map.of()));
    }

    /** The same with one more field. */
    public ControlRequest with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(key, value);
        return new ControlRequest(command, more);
    }

    /** The service that it is about, if it is about one. */
    public Optional<String> service() throws ControlException {
        return text(SERVICE);
    }

    /** A field that is a text. */
    public Optional<String> text(String key) throws ControlException {
        Object value = fields.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new ControlException(command + ": " + key + " is no text");
    }

    /** A field that is a text and must be there. */
    public String required(String key) throws ControlException {
        return text(key).orElseThrow(() -> new ControlException(command + ": no " + key + " is named"));
    }

    /** A field that is a list of whole numbers; none where it is missing. */
    public List<Long> numbers(String key) throws ControlException {
        List<Long> numbers = new ArrayList<>();
        Object value = fields.getOrDefault(key, List.of());
        if (value instanceof List<?> some) {
            for (Object one : some) {
                if (one instanceof Integer || one instanceof Long) {
                    numbers.add(((Number) one).longValue());
                }
            }
            if (numbers.size() == some.size()) {
                return numbers;
            }
        }
        throw new ControlException(command + ": " + key + " is no list of whole numbers");
    }

    static ControlRequest parse(String line) throws ControlException {
        try {
            Config object = Json.read(line);
            Map<String, Object> fields = new LinkedHashMap<>(object.root().unwrapped());
            fields.values().removeIf(value -> value == null);
            fields.remove(COMMAND);
            return new ControlRequest(object.getString(COMMAND), fields);
        } catch (IllegalArgumentException | ConfigException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    String text() {
        Map<String, Object> object = new LinkedHashMap<>(fields);
        object.put(COMMAND, command);
        return Json.write(object);
    }
}
