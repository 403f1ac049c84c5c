package org.virtuald.bundles.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Endpoint;
import org.virtuald.service.Service;

/**
 * The properties file: {@code echo = *:7007} for each service that is wanted, several endpoints with commas
 * between them, those over UDP with {@code udp:} in front, and {@code tcpmux.services} with the names of those that tcpmux leads to.
 */
final class Settings {
    private static final String TCPMUX_SERVICES = "tcpmux.services";
    private static final Pattern ENDPOINT = Pattern.compile("(udp:)?(\\*|[0-9.]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");

    private Settings() {}

    /**
     * The services that a file asks for.
     *
     * @throws IOException when it cannot be read, or says what cannot be; the message is for the administrator
     */
    static Wanted read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing; it names the services and where they listen: echo = *:7007");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        try {
            return services(properties, Clock.system(ZoneId.systemDefault()));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * What a file asks for.
     *
     * @param services those over TCP
     * @param datagrams those over UDP
     */
    record Wanted(List<Service> services, List<DatagramService> datagrams) {}

    /** The services that properties ask for. */
    static Wanted services(Properties properties, Clock clock) {
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
        Map<String, Answer> answers = Answers.all(clock);
        Set<Integer> ports = new HashSet<>();
        List<Service> services = new ArrayList<>();
        SortedMap<String, List<Endpoint.Udp>> udpOf = new TreeMap<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            Protocol protocol = protocols.get(key);
            if (protocol != null) {
                List<Endpoint> endpoints = endpoints(key, properties.getProperty(key));
                List<Endpoint.Tcp> tcp = of(Endpoint.Tcp.class, endpoints);
                List<Endpoint.Udp> udp = of(Endpoint.Udp.class, endpoints);
                if (!tcp.isEmpty()) {
                    services.add(new InternalService(key, List.copyOf(tcp), protocol));
                }
                if (!udp.isEmpty()) {
                    if (!answers.containsKey(key)) {
                        throw new IllegalArgumentException(key + ": there is no such service over UDP");
                    }
                    udpOf.put(key, udp);
                    udp.forEach(endpoint -> ports.add(endpoint.port()));
                }
            } else if (!key.equals(TCPMUX_SERVICES)) {
                throw new IllegalArgumentException(key + ": there is no such service; there are "
                        + String.join(", ", new TreeSet<>(protocols.keySet())));
            }
        }
        Guard guard = new Guard(ports, clock);
        List<DatagramService> datagrams = new ArrayList<>();
        udpOf.forEach((name, endpoints) ->
                datagrams.add(new InternalDatagrams(name, endpoints, requireNonNull(answers.get(name)), guard)));
        return new Wanted(services, datagrams);
    }

    private static <E extends Endpoint> List<E> of(Class<E> kind, List<Endpoint> endpoints) {
        return endpoints.stream().filter(kind::isInstance).map(kind::cast).toList();
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
            throw new IllegalArgumentException(key
                    + ": expected ADDRESS:PORT such as *:7007, 10.0.0.1:7007, [::1]:7007 or udp:*:7007, found " + text);
        }
        Endpoint.Host host = host(parts.group(2));
        int port = Integer.parseInt(parts.group(3));
        return parts.group(1) == null ? new Endpoint.Tcp(host, port) : new Endpoint.Udp(host, port);
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
