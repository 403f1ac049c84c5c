package org.virtuald.bundles.console;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the administrator wants.
 *
 * @param listen where the page is, an address of loopback
 */
record Settings(InetSocketAddress listen) {
    private static final String LISTEN = "listen";
    private static final String DEFAULT = "127.0.0.1:8470";
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:(\\d{1,3}(?:\\.\\d{1,3}){3})|\\[([0-9a-fA-F:.]{2,45})\\]):(\\d{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads a file; what it leaves out, or all if there is none, has a default.
     *
     * @throws IOException when it cannot be read, or says what cannot be; the message is for the administrator
     */
    static Settings read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        try {
            return of(properties);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static Settings of(Properties properties) {
        for (String key : properties.stringPropertyNames()) {
            if (!key.equals(LISTEN)) {
                throw new IllegalArgumentException(key + ": unknown; there is " + LISTEN);
            }
        }
        return new Settings(endpoint(properties.getProperty(LISTEN, DEFAULT).strip()));
    }

    private static InetSocketAddress endpoint(String text) {
        Matcher parts = ENDPOINT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    LISTEN + ": expected an address and a port such as " + DEFAULT + " or [::1]:8470, found " + text);
        }
        int port = Integer.parseInt(parts.group(3));
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException(LISTEN + ": there is no port " + port);
        }
        InetAddress address = literal(parts.group(1) == null ? parts.group(2) : parts.group(1));
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(LISTEN + ": " + text
                    + " is not of loopback, 127.0.0.0/8 or [::1]; the console speaks plain HTTP, and from another"
                    + " machine it is reached through ssh -L 8470:" + DEFAULT);
        }
        return new InetSocketAddress(address, port);
    }

    /** The pattern has let numbers pass only, so nobody is asked for a name. */
    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(LISTEN + ": " + text + " is no address", e);
        }
    }
}
