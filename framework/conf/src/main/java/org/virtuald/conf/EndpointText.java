package org.virtuald.conf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.virtuald.service.Endpoint;

/** Endpoints as a conf file writes them: {@code *:21}, {@code 10.0.0.1:ftp}, {@code [::1]:8110}, {@code udp:*:69}. */
final class EndpointText {

    private static final String FORM = "ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21";

    private static final String UDP = "udp:";
    private static final String UNIX = "unix:";
    private static final String UNIX_DATAGRAMS = "unix-dgram:";

    private EndpointText() {}

    /** At least one endpoint, none of them twice. */
    static Optional<List<Endpoint>> list(Value value) {
        Set<Endpoint> listed = new HashSet<>();
        return ValueType.oneOrMore(
                        "a list of " + FORM,
                        ValueType.text(FORM)
                                .then(EndpointText::endpoint)
                                .then((element, endpoint) -> listed.add(endpoint)
                                        ? Optional.of(endpoint)
                                        : element.refuse(Quoted.of(element.text()) + " is listed twice")))
                .read(value);
    }

    private static Optional<Endpoint> endpoint(Value value, String text) {
        if (text.startsWith(UNIX)) {
            return unix(value, text.substring(UNIX.length()), false);
        }
        if (text.startsWith(UNIX_DATAGRAMS)) {
            return unix(value, text.substring(UNIX_DATAGRAMS.length()), true);
        }
        if (text.startsWith(UDP)) {
            return internet(value, text.substring(UDP.length()), "udp", Endpoint.Udp::new);
        }
        return internet(value, text, "tcp", Endpoint.Tcp::new);
    }

    private static Optional<Endpoint> unix(Value value, String address, boolean datagrams) {
        try {
            return Optional.of(new Endpoint.Unix(address, datagrams));
        } catch (IllegalArgumentException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Endpoint> internet(
            Value value, String text, String protocol, BiFunction<Endpoint.Host, Integer, Endpoint> made) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            return value.expected(FORM);
        }
        Optional<Endpoint.Host> host = host(value, text.substring(0, colon));
        OptionalInt port = port(value, text.substring(colon + 1), protocol);
        return port.isEmpty() ? Optional.empty() : host.map(found -> made.apply(found, port.getAsInt()));
    }

    private static Optional<Endpoint.Host> host(Value value, String text) {
        if (text.equals("*")) {
            return Optional.of(new Endpoint.Host.Any());
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String address = bracketed ? text.substring(1, text.length() - 1) : text;
        if (!bracketed && text.indexOf(':') >= 0) {
            return value.expected(FORM);
        }
        if (bracketed && address.indexOf(':') < 0) {
            return value.refuse("only an IPv6 address stands in brackets; expected " + FORM);
        }
        try {
            return Optional.of(new Endpoint.Host.Address(InetAddress.getByAddress(AddressText.parse(address))));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return value.refuse(e.getMessage() + "; names are not looked up");
        }
    }

    static OptionalInt port(Value value, String text, String protocol) {
        if (text.matches("[0-9]+")) {
            int port = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
            if (port <= 65535) {
                return OptionalInt.of(port);
            }
            value.refuse("port " + Quoted.of(text) + " is not in 0 to 65535");
            return OptionalInt.empty();
        }
        try {
            OptionalInt port = value.source().ports().port(text, protocol);
            if (port.isEmpty()) {
                value.refuse("port " + Quoted.of(text) + " is no number and no " + protocol.toUpperCase(Locale.ROOT)
                        + " service in /etc/services");
            }
            return port;
        } catch (IOException e) {
            value.refuse("port " + Quoted.of(text) + " is no number, and /etc/services: " + ReadFailure.reason(e));
            return OptionalInt.empty();
        }
    }
}
