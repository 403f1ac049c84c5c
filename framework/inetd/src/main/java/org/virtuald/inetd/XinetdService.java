package org.virtuald.inetd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A service of xinetd while it becomes a conf file. */
final class XinetdService {
    /** What makes up the endpoints, the program and its user; the other attributes are a key each. */
    private static final Set<String> COMBINED = Set.of(
            "id",
            "type",
            "socket_type",
            "protocol",
            "port",
            "bind",
            "interface",
            "disable",
            "server",
            "server_args",
            "user",
            "group",
            "flags",
            "disabled",
            "enabled");

    private final XinetdEntry entry;
    private final Map<String, XinetdAttribute> attributes;
    private final Consumer<Remark> remarks;

    /**
     * @param attributes with those that defaults add
     * @param remarks told what has no counterpart
     */
    XinetdService(XinetdEntry entry, Map<String, XinetdAttribute> attributes, Consumer<Remark> remarks) {
        this.entry = entry;
        this.attributes = attributes;
        this.remarks = remarks;
    }

    String name() {
        return entry.name();
    }

    Optional<String> value(String attribute) {
        return Optional.ofNullable(attributes.get(attribute)).map(XinetdAttribute::text);
    }

    private List<String> values(String attribute) {
        XinetdAttribute found = attributes.get(attribute);
        return found == null ? List.of() : found.values();
    }

    boolean isOf(String type) {
        return values("type").contains(type);
    }

    boolean hasFlag(String flag) {
        return values("flags").contains(flag);
    }

    /**
     * Where it listens.
     *
     * @throws IOException when an address is a name that has no address
     */
    Listening listening() throws IOException {
        boolean datagrams = value("socket_type").orElse("stream").equals("dgram");
        String address = value("bind").or(() -> value("interface")).orElse("*");
        String family = hasFlag("IPv4") && !hasFlag("IPv6") ? "4" : hasFlag("IPv6") && !hasFlag("IPv4") ? "6" : "";
        return Listening.on(List.of(address), family, value("port").orElse(entry.name()), datagrams);
    }

    /**
     * The conf file.
     *
     * @param tcpWrappers whether hosts.allow and hosts.deny decide, too, unless it has the flag NOLIBWRAP
     */
    ServiceFile translate(Listening listening, boolean enabled, boolean tcpWrappers) {
        ServiceFile file = new ServiceFile();
        entry.comments().forEach(file::comment);
        attributes.values().stream()
                .filter(attribute -> COMBINED.contains(attribute.name()))
                .forEach(attribute -> attribute.comments().forEach(file::comment));
        file.list("listen", listening.endpoints());
        boolean waits = value("wait").orElse("no").equals("yes");
        if (!enabled) {
            file.word("enabled", false);
        }
        if (value("redirect").isEmpty()) {
            program(waits).writeTo(file, user());
            if (!attributes.containsKey("groups") && !file.has("groups")) {
                file.list("groups", List.of()); // xinetd gives none unless it is told to
            }
        }
        XinetdKeys keys = new XinetdKeys(file, remarks);
        Optional.ofNullable(attributes.get("flags"))
                .ifPresent(flags -> flags.values().forEach(flag -> keys.flag(flags, flag)));
        attributes.values().stream()
                .filter(attribute -> !COMBINED.contains(attribute.name()))
                .forEach(keys::add);
        if (tcpWrappers && !waits && !hasFlag("NOLIBWRAP") && !file.has("tcp-wrappers")) {
            file.text("tcp-wrappers", Program.baseName(value("server").orElse(entry.name())));
        }
        Waiting.settle(file, lost -> remarks.accept(entry.source().remark(entry.name() + ": " + lost)));
        return file;
    }

    private String user() {
        String user = value("user").orElse("root");
        return value("group").map(group -> user + ":" + group).orElse(user);
    }

    private Program program(boolean waits) {
        String server = value("server").orElse("");
        List<String> arguments = new ArrayList<>(values("server_args"));
        if (!hasFlag("NAMEINARGS")) {
            arguments.add(0, Program.baseName(server)); // as xinetd does it
        }
        return Program.of(server, arguments, waits);
    }
}
