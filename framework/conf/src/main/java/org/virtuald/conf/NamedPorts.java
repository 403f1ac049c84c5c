package org.virtuald.conf;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The ports that services(5) names, by protocol: {@code tcp}, {@code udp}. */
final class NamedPorts {

    private final Map<String, Integer> byName = new HashMap<>();

    private NamedPorts() {}

    /** Reads {@code NAME PORT/PROTOCOL [ALIAS ...]}; as in getservbyname(3) the first line of a name counts. */
    static NamedPorts parse(String text) {
        NamedPorts ports = new NamedPorts();
        text.lines().forEach(ports::add);
        return ports;
    }

    private void add(String line) {
        String[] fields = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
        if (fields.length < 2 || !fields[1].matches("[0-9]{1,5}/(tcp|udp)")) {
            return;
        }
        int slash = fields[1].indexOf('/');
        int port = Integer.parseInt(fields[1].substring(0, slash));
        String protocol = fields[1].substring(slash);
        for (int i = 0; i < fields.length; i++) {
            if (i != 1) {
                byName.putIfAbsent(fields[i] + protocol, port);
            }
        }
    }

    OptionalInt port(String name, String protocol) {
        Integer port = byName.get(name + "/" + protocol);
        return port == null || port > 65535 ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
