package org.virtuald.conf;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The TCP ports that services(5) names. */
final class TcpPorts {

    private final Map<String, Integer> byName = new HashMap<>();

    private TcpPorts() {}

    /** Reads {@code NAME PORT/PROTOCOL [ALIAS ...]}; as in getservbyname(3) the first line of a name counts. */
    static TcpPorts parse(String text) {
        TcpPorts ports = new TcpPorts();
        text.lines().forEach(ports::add);
        return ports;
    }

    private void add(String line) {
        String[] fields = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
        if (fields.length < 2 || !fields[1].matches("[0-9]{1,5}/tcp")) {
            return;
        }
        int port = Integer.parseInt(fields[1].substring(0, fields[1].indexOf('/')));
        for (int i = 0; i < fields.length; i++) {
            if (i != 1) {
                byName.putIfAbsent(fields[i], port);
            }
        }
    }

    OptionalInt port(String name) {
        Integer port = byName.get(name);
        return port == null || port > 65535 ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
