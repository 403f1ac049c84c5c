package org.virtuald.conf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.virtuald.service.Endpoint;

/** The keys of {@code services/NAME.conf} about sockets. */
final class SocketKeys {

    static final Key<OptionalInt> BACKLOG = Key.optional(
            "backlog",
            "how many connections the kernel holds before they are accepted",
            ValueType.number(1, Integer.MAX_VALUE).map(OptionalInt::of),
            OptionalInt.empty());

    static final Key<Boolean> WAIT = Key.optional(
            "wait",
            "whether the program gets the listening socket itself, and the next one is started when it has ended",
            ValueType.flag(),
            false);
    static final Key<Passing> PASS = Key.optional(
            "pass", "how the program gets the listening socket", ValueType.choice(Passing.class), Passing.STDIN);

    static final Key<Integer> SOCKET_MODE = Key.optional(
            "socket-mode",
            "who may connect to a Unix socket: the permissions of its file",
            ValueType.parsed("octal digits such as 660", Command::umask),
            SocketOptions.EVERYBODY);
    static final Key<Optional<UserName>> SOCKET_OWNER = Key.optional(
            "socket-owner",
            "whom the file of a Unix socket belongs to",
            HostKeys.USER_NAME.map(Optional::of),
            Optional.empty());

    static final List<Key<?>> ALL = List.of(BACKLOG, WAIT, PASS, SOCKET_MODE, SOCKET_OWNER);

    /** What the host does with a connection; a program that waits takes its connections itself. */
    private static final List<Key<?>> OF_CONNECTIONS = Stream.of(
                    List.<Key<?>>of(
                            StayKeys.BANNER,
                            StayKeys.REFUSAL,
                            StayKeys.KILL_ON_CLOSE,
                            ServiceKeys.ACCEPT_FROM,
                            ServiceKeys.PROXY_PROTOCOL,
                            AccessKeys.WRAPPED),
                    AccessKeys.ALL,
                    LimitKeys.ALL)
            .flatMap(List::stream)
            .toList();

    private SocketKeys() {}

    static SocketOptions options(Section section) {
        return new SocketOptions(
                section.get(BACKLOG),
                section.get(WAIT),
                section.get(PASS),
                section.get(SOCKET_MODE),
                section.get(SOCKET_OWNER),
                TuningKeys.tuning(section));
    }

    /** A key that would do nothing is an error: who wrote it relies on it. */
    static void check(Section section, ConfSource source) {
        if (source.problems().hasErrors()) {
            return;
        }
        for (Key<?> key : TuningKeys.withoutKeepalive(section)) {
            refuse(section, source, key, "takes keepalive = true");
        }
        if (section.get(ServiceKeys.LISTEN).stream().allMatch(Endpoint.Unix.class::isInstance)) {
            for (Key<?> key :
                    List.of(AccessKeys.ALLOW, AccessKeys.DENY, AccessKeys.WRAPPED, ServiceKeys.PROXY_PROTOCOL)) {
                refuse(section, source, key, "not with Unix sockets alone: their clients have no address");
            }
        }
        boolean hasFile = section.get(ServiceKeys.LISTEN).stream()
                .anyMatch(endpoint -> endpoint instanceof Endpoint.Unix unix && unix.isPath());
        if (!hasFile) {
            for (Key<?> key : List.of(SOCKET_MODE, SOCKET_OWNER)) {
                refuse(section, source, key, "takes an endpoint with a file, such as unix:/run/x.sock");
            }
        }
        if (section.get(WAIT)) {
            for (Key<?> key : OF_CONNECTIONS) {
                refuse(section, source, key, "not with wait = true: the program takes the connections itself");
            }
            if (section.get(PASS) == Passing.LISTEN_FDS
                    && section.get(ProgramKeys.STDERR) == StandardError.CONNECTION) {
                refuse(
                        section,
                        source,
                        ProgramKeys.STDERR,
                        "connection: with pass = listen-fds the socket is descriptor 3 only; expected log or null");
            }
        } else {
            refuse(section, source, PASS, "takes wait = true");
            refuseDatagrams(
                    section,
                    source,
                    "datagrams take wait = true: a program gets the socket, for there is no connection");
        }
    }

    static void refuseDatagrams(Section section, ConfSource source, String reason) {
        section.get(ServiceKeys.LISTEN).stream()
                .filter(endpoint -> endpoint instanceof Endpoint.Udp
                        || (endpoint instanceof Endpoint.Unix unix && unix.datagrams()))
                .forEach(endpoint -> refuse(section, source, ServiceKeys.LISTEN, endpoint + ": " + reason));
    }

    static void refuse(Section section, ConfSource source, Key<?> key, String reason) {
        Integer line = section.lines().get(key.name());
        if (line != null) {
            source.problems().error(new Place(source.file().toString(), line), key.name() + ": " + reason);
        }
    }
}
