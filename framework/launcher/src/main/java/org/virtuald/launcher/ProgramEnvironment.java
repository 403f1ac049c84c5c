package org.virtuald.launcher;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Step;
import org.virtuald.posix.PeerCredentials;
import org.virtuald.posix.SocketKind;
import org.virtuald.service.NumericAddress;

/**
 * The environment of a service's programs, built from nothing: PATH, the conf's own variables, and the connection in the
 * three dialects in use: UCSPI's PROTO and TCP variables (tcp-environ of ucspi-tcp), REMOTE_HOST (xinetd(8)), REMOTE_ADDR
 * and REMOTE_PORT (systemd.socket(5)). A program that gets a listening socket has no peer yet; one that gets it as systemd
 * passes it has the variables of sd_listen_fds(3), LISTEN_PID first, where its entry program finds it.
 */
final class ProgramEnvironment {
    private final List<String> fixed = new ArrayList<>();

    ProgramEnvironment(ServiceConf conf) {
        if (conf.sockets().isPassedAsListenFds()) {
            fixed.add(Step.ListenPid.PLACE);
            fixed.add("LISTEN_FDS=1");
            fixed.add("LISTEN_FDNAMES=" + conf.name());
        }
        fixed.add("PATH=" + String.join(":", conf.program().path()));
        conf.program().env().forEach((name, value) -> fixed.add(name + "=" + value));
    }

    /** The whole environment for a socket that what comes in is taken from. */
    List<String> of(SocketKind kind, InetSocketAddress local) {
        List<String> all = new ArrayList<>(fixed.size() + 8);
        all.addAll(fixed);
        if (local.isUnresolved()) {
            all.add("PROTO=UNIX");
            all.add("UNIXLOCALPATH=" + local.getHostString());
            return all;
        }
        String protocol = kind == SocketKind.UDP ? "UDP" : "TCP";
        all.add("PROTO=" + protocol);
        all.add(protocol + "LOCALIP=" + NumericAddress.text(local.getAddress()));
        all.add(protocol + "LOCALPORT=" + local.getPort());
        return all;
    }

    /** The whole environment for one connection. */
    List<String> of(InetSocketAddress local, InetSocketAddress remote) {
        List<String> all = of(SocketKind.TCP, local);
        String remoteAddress = NumericAddress.text(remote.getAddress());
        String remotePort = Integer.toString(remote.getPort());
        all.add("TCPREMOTEIP=" + remoteAddress);
        all.add("TCPREMOTEPORT=" + remotePort);
        all.add("REMOTE_HOST=" + remoteAddress);
        all.add("REMOTE_ADDR=" + remoteAddress);
        all.add("REMOTE_PORT=" + remotePort);
        return all;
    }

    /** The whole environment for one connection of the Unix family, with the names of UCSPI's unix variables. */
    List<String> of(InetSocketAddress local, InetSocketAddress remote, PeerCredentials peer) {
        List<String> all = of(SocketKind.UNIX_STREAM, local);
        if (!remote.getHostString().isEmpty()) {
            all.add("UNIXREMOTEPATH=" + remote.getHostString());
        }
        all.add("UNIXREMOTEPID=" + peer.pid());
        all.add("UNIXREMOTEEUID=" + peer.uid());
        all.add("UNIXREMOTEEGID=" + peer.gid());
        return all;
    }
}
