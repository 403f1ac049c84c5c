package org.virtuald.bundles.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.virtuald.service.BundleSettings;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Service;

/**
 * The properties file: {@code echo = *:7007} for each service that is wanted, several endpoints with commas between them, and
 * {@code tcpmux.services} with the names of those that tcpmux leads to.
 */
final class Settings {
    private static final String TCPMUX_SERVICES = "tcpmux.services";
    private static final Pattern ENDPOINT = Pattern.compile("(\\*|[0-9.]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");

    private Settings() {}

    /**
     * The services that the file asks for.
     *
     * @throws IOException when it is missing, or says what cannot be; the message is for the administrator
     */
    static List<Service> read(BundleSettings settings) throws IOException {
        if (settings.text().isEmpty()) {
            throw new IOException(
                    settings.file() + " is missing; it names the services and where they listen: echo = *:7007");
        }
        try {
            return services(settings.properties(), Clock.system(ZoneId.systemDefault()));
        } catch (IllegalArgumentException e) {
            throw new IOException(settings.file() + ": " + e.getMessage(), e);
        }
    }

    /** The services that properties ask for. */
    static List<Service> services(Properties properties, Clock clock) {
        Map<String, Protocol> protocols = Map.of(
                "echo",
                Protocols::echo,
                "discard",
                Protocols::discard,
                "chargen",
                Protocols::chargen,
                "daytime",
                connection -> Protocols.daytime(connection, clock),
                "time",
                connection -> Protocols.time(connection, clock),
                "tcpmux",
                new TcpMux(words(properties.getProperty(TCPMUX_SERVICES, ""))));
        List<Service> services = new ArrayList<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            Protocol protocol = protocols.get(key);
            if (protocol != null) {
                services.add(new InternalService(key, endpoints(key, properties.getProperty(key)), protocol));
            } else if (!key.equals(TCPMUX_SERVICES)) {
                throw new IllegalArgumentException(key + ": there is no such service; there are "
                        + String.join(", ", new TreeSet<>(protocols.keySet())));
            }
        }
        return services;
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    private static List<Endpoint> endpoints(String key, String list) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : words(list)) {
            endpoints.add(endpoint(key, text));
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(key + ": no endpoint is named, such as *:7007");
        }
        return endpoints;
    }

    private static Endpoint endpoint(String key, String text) {
        Matcher parts = ENDPOINT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    key + ": expected ADDRESS:PORT such as *:7007, 10.0.0.1:7007 or [::1]:7007, found " + text);
        }
        return new Endpoint.Tcp(host(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    private static Endpoint.Host host(String text) {
        if (text.equals("*")) {
            return new Endpoint.Host.Any();
        }
        try {
            return new Endpoint.Host.Address(InetAddress.getByName(text)); // of digits: no name is looked up
        } catch (IOException e) {
            throw new IllegalArgumentException(text + " is no address", e);
        }
    }
}
