package org.virtuald.conf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of {@code services/NAME.conf} about relaying connections to another address. */
final class RedirectKeys {
    private static final String FORM = "HOST:PORT such as db.example.com:5432, 10.0.0.1:80 or [::1]:80";
    private static final int LONGEST_NAME = 253; // RFC 1035, section 2.3.4, as text
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}"
                    + "[A-Za-z0-9_])?)*\\.?");

    static final Key<Optional<Work.Redirect>> REDIRECT = Key.optional(
            "redirect",
            "the address that connections are relayed to, in the place of a program",
            ValueType.text(FORM).then(RedirectKeys::target).map(Optional::of),
            Optional.empty());
    static final Key<Optional<Work.SendProxy>> SEND_PROXY = Key.optional(
            "send-proxy",
            "the form of the PROXY header that the target gets first",
            ValueType.choice(Work.SendProxy.class).map(Optional::of),
            Optional.empty());

    static final List<Key<?>> ALL = List.of(REDIRECT, SEND_PROXY);

    private RedirectKeys() {}

    /** What becomes of connections; to be asked when there was no problem. */
    static Work work(Section section) {
        Optional<Work.Redirect> redirect = section.get(REDIRECT);
        if (redirect.isPresent()) {
            Work.Redirect target = redirect.get();
            return new Work.Redirect(target.host(), target.address(), target.port(), section.get(SEND_PROXY));
        }
        return new Work.Launch(ProgramKeys.program(section), section.get(ServiceKeys.ROOTS));
    }

    /** A key that would do nothing is an error: who wrote it relies on it. */
    static void check(Section section, ConfSource source) {
        if (source.problems().hasErrors()) {
            return;
        }
        if (section.get(REDIRECT).isEmpty()) {
            SocketKeys.refuse(section, source, SEND_PROXY, "takes redirect");
            return;
        }
        Stream.of(
                        List.<Key<?>>of(ServiceKeys.ROOTS),
                        ProgramKeys.ALL,
                        ConfinementKeys.ALL,
                        IsolationKeys.ALL,
                        List.of(SocketKeys.WAIT, SocketKeys.PASS, StayKeys.KILL_ON_CLOSE))
                .flatMap(List::stream)
                .forEach(key -> SocketKeys.refuse(section, source, key, "not with redirect: no program is run"));
        SocketKeys.refuseDatagrams(section, source, "redirect relays connections, and datagrams have none");
    }

    private static Optional<Work.Redirect> target(Value value, String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            return value.expected(FORM);
        }
        OptionalInt port = EndpointText.port(value, text.substring(colon + 1), "tcp");
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (port.getAsInt() == 0) {
            return value.refuse("port 0 is no port to connect to");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return value.expected(FORM);
        }
        // what ends in digits is an address to everybody, RFC 3696 section 2; resolvers differ about 10.1
        if (!bracketed && !host.matches("(.*\\.)?[0-9]+\\.?")) {
            return host.length() <= LONGEST_NAME && NAME.matcher(host).matches()
                    ? Optional.of(new Work.Redirect(host, Optional.empty(), port.getAsInt(), Optional.empty()))
                    : value.refuse(Quoted.of(host) + " is no name of a host; expected " + FORM);
        }
        String address = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed && address.indexOf(':') < 0) {
            return value.refuse("only an IPv6 address stands in brackets; expected " + FORM);
        }
        try {
            InetAddress numeric = InetAddress.getByAddress(AddressText.parse(address));
            return numeric.isAnyLocalAddress() || numeric.isMulticastAddress()
                    ? value.refuse(Quoted.of(address) + " is no address of a target")
                    : Optional.of(new Work.Redirect(address, Optional.of(numeric), port.getAsInt(), Optional.empty()));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }
}
