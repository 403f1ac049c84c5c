package org.virtuald.host.control;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Map;
import java.util.Optional;

/**
 * One request: {@code {"command": NAME, "service": NAME, …}}.
 *
 * @param command what to do
 * @param service the service it is about, if it is about one
 */
public record ControlRequest(String command, Optional<String> service) {

    /** A request about the host. */
    public ControlRequest(String command) {
        this(command, Optional.empty());
    }

    static ControlRequest parse(String line) throws ControlException {
        try {
            Config object = Json.read(line);
            Optional<String> service =
                    object.hasPath("service") ? Optional.of(object.getString("service")) : Optional.empty();
            return new ControlRequest(object.getString("command"), service);
        } catch (IllegalArgumentException | ConfigException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    String text() {
        return service.isEmpty()
                ? Json.write(Map.of("command", command))
                : Json.write(Map.of("command", command, "service", service.get()));
    }
}
