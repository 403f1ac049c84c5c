package org.virtuald.launcher;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.ServiceConf;
import org.virtuald.service.NumericAddress;

/**
 * The environment of a service's programs, built from nothing: PATH, the conf's own variables, and the connection in the
 * three dialects in use: UCSPI's PROTO and TCP variables (tcp-environ of ucspi-tcp), REMOTE_HOST (xinetd(8)), REMOTE_ADDR
 * and REMOTE_PORT (systemd.socket(5)).
 */
final class ProgramEnvironment {
    private final List<String> fixed = new ArrayList<>();

    ProgramEnvironment(ServiceConf conf) {
        fixed.add("PATH=" + String.join(":", conf.program().path()));
        conf.program().env().forEach((name, value) -> fixed.add(name + "=" + value));
        fixed.add("PROTO=TCP");
    }

    /** The whole environment for one connection. */
    List<String> of(InetSocketAddress local, InetSocketAddress remote) {
        List<String> all = new ArrayList<>(fixed.size() + 7);
        all.addAll(fixed);
        String remoteAddress = NumericAddress.text(remote.getAddress());
        all.add("TCPLOCALIP=" + NumericAddress.text(local.getAddress()));
        all.add("TCPLOCALPORT=" + local.getPort());
        all.add("TCPREMOTEIP=" + remoteAddress);
        all.add("TCPREMOTEPORT=" + remote.getPort());
        all.add("REMOTE_HOST=" + remoteAddress);
        all.add("REMOTE_ADDR=" + remoteAddress);
        all.add("REMOTE_PORT=" + remote.getPort());
        return all;
    }
}
