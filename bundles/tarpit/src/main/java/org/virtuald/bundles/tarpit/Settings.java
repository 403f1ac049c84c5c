package org.virtuald.bundles.tarpit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.virtuald.service.BundleSettings;

/**
 * What the administrator wants.
 *
 * @param services the names of those that are guarded; empty for all
 * @param connections how many an address may open within the window before it has to wait, at least 1
 * @param window how long a connection counts
 */
record Settings(Optional<Set<String>> services, int connections, Duration window) {
    private static final String SERVICES = "services";
    private static final String CONNECTIONS = "connections";
    private static final String WINDOW_SECONDS = "window-seconds";

    /**
     * Reads the file; what it leaves out, or all if there is none, has a default.
     *
     * @throws IOException when it says what cannot be; the message is for the administrator
     */
    static Settings read(BundleSettings settings) throws IOException {
        try {
            return of(settings.properties());
        } catch (IllegalArgumentException e) {
            throw new IOException(settings.file() + ": " + e.getMessage(), e);
        }
    }

    static Settings of(Properties properties) {
        for (String key : properties.stringPropertyNames()) {
            if (!Set.of(SERVICES, CONNECTIONS, WINDOW_SECONDS).contains(key)) {
                throw new IllegalArgumentException(
                        key + ": unknown; there are " + SERVICES + ", " + CONNECTIONS + " and " + WINDOW_SECONDS);
            }
        }
        Optional<Set<String>> services = Optional.ofNullable(properties.getProperty(SERVICES))
                .map(list -> Set.of(list.strip().split("[,\\s]+", -1)));
        return new Settings(
                services,
                number(properties, CONNECTIONS, 20),
                Duration.ofSeconds(number(properties, WINDOW_SECONDS, 60)));
    }

    private static int number(Properties properties, String key, int fallback) {
        String text = properties.getProperty(key, String.valueOf(fallback));
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException(key + ": expected a number from 1 to 99999, found " + text);
        }
        return Integer.parseInt(text);
    }
}
