package org.virtuald.inetd;

import java.util.List;

/**
 * A service's line of inetd.conf, as it is written.
 *
 * @param enabled false for a line that a package has switched off with {@code #<off>#}
 * @param comments the lines above it, without their {@code #}
 * @param addresses the local addresses in front of the service, {@code *} for all
 * @param service a name, a port, a path, {@code tcpmux/NAME}, or {@code NAME/VERSION} of an RPC program
 * @param protocol with what follows commas: {@code tcp,rcvbuf=64k}
 * @param waiting {@code wait} or {@code nowait} and its limits
 * @param arguments the first is what the program finds as its own name; empty for internal services
 */
record InetdLine(
        SourceLine source,
        boolean enabled,
        List<String> comments,
        List<String> addresses,
        String service,
        String socketType,
        String protocol,
        String waiting,
        String user,
        String program,
        List<String> arguments) {

    boolean waits() {
        return waiting.startsWith("wait");
    }

    boolean isInternal() {
        return program.equals("internal");
    }

    boolean isRemoteProcedure() {
        return protocol.startsWith("rpc/");
    }

    boolean isUnix() {
        return protocol.startsWith("unix");
    }
}
