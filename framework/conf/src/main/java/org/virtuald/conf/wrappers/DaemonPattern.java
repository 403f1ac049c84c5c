package org.virtuald.conf.wrappers;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code DAEMON}, {@code PORT} or either with {@code @HOST}.
 *
 * @param name what its name is
 * @param port the local port that matches as well
 * @param host what the local address is
 */
record DaemonPattern(TextPattern name, OptionalInt port, Optional<HostPattern> host) {

    Ternary matches(String daemon, int localPort, Party server) {
        boolean named = name.matches(daemon) || (port.isPresent() && port.getAsInt() == localPort);
        return named ? host.map(pattern -> pattern.matches(server)).orElse(Ternary.YES) : Ternary.NO;
    }
}
