package org.virtuald.conf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.virtuald.service.Endpoint;

/** Endpoints as a conf file writes them: {@code *:21}, {@code 10.0.0.1:ftp}, {@code [::1]:8110}. */
final class EndpointText {

    private static final String FORM = "ADDRESS:PORT such as *:21, 10.0.0.1:21 or [::1]:21";

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
        if (text.startsWith("udp:") || text.startsWith("unix:")) {
            return value.refuse(Quoted.of(text) + ": only TCP endpoints are supported");
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            return value.expected(FORM);
        }
        Optional<Endpoint.Host> host = host(value, text.substring(0, colon));
        OptionalInt port = port(value, text.substring(colon + 1));
        return port.isEmpty() ? Optional.empty() : host.map(found -> new Endpoint.Tcp(found, port.getAsInt()));
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

    private static OptionalInt port(Value value, String text) {
        if (text.matches("[0-9]+")) {
            int port = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
            if (port <= 65535) {
                return OptionalInt.of(port);
            }
            value.refuse("port " + Quoted.of(text) + " is not in 0 to 65535");
            return OptionalInt.empty();
        }
        try {
            OptionalInt port = value.source().ports().port(text);
            if (port.isEmpty()) {
                value.refuse("port " + Quoted.of(text) + " is no number and no TCP service in /etc/services");
            }
            return port;
        } catch (IOException e) {
            value.refuse("port " + Quoted.of(text) + " is no number, and /etc/services: " + ReadFailure.reason(e));
            return OptionalInt.empty();
        }
    }
}
