package org.virtuald.launcher;

import static org.virtuald.launcher.Flags.CLONE_NEWIPC;
import static org.virtuald.launcher.Flags.CLONE_NEWNET;
import static org.virtuald.launcher.Flags.CLONE_NEWNS;
import static org.virtuald.launcher.Flags.CLONE_NEWPID;
import static org.virtuald.launcher.Flags.CLONE_NEWUTS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Isolation;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/** New namespaces, and what a new one lacks: a loopback interface that is up, a name. */
final class NamespaceSteps {
    private static final int AF_INET = 2; // bits/socket.h
    private static final int SIOCSIFFLAGS = 0x8914; // linux/sockios.h
    private static final int IFF_UP_RUNNING = 0x41; // linux/if.h
    private static final int INTERFACE_NAME_BYTES = 16; // IFNAMSIZ of linux/if.h
    private static final int INTERFACE_REQUEST_BYTES = 40; // sizeof(struct ifreq)

    private NamespaceSteps() {}

    /** The pid namespace is that of the children to come, all others of this process from now on. */
    static List<Step> of(Isolation isolation, Descriptors descriptors) {
        boolean ownNetwork = isolation.network() == Isolation.Network.OWN;
        Argument flags = ownNetwork
                ? Flags.of(CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWNET)
                : Flags.of(CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Call(SystemCall.UNSHARE, flags));
        if (ownNetwork) {
            steps.addAll(loopback(descriptors.first()));
        }
        isolation.hostname().ifPresent(name -> steps.add(hostname(name)));
        return steps;
    }

    /** By a socket of the new namespace; the connection, made before, belongs to the machine's. */
    private static List<Step> loopback(int lowestFree) {
        Argument socket = new Argument.Number(lowestFree);
        ByteBuffer request = ByteBuffer.allocate(INTERFACE_REQUEST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(INTERFACE_NAME_BYTES, (short) IFF_UP_RUNNING);
        return List.of(
                new Step.Call(
                        SystemCall.SOCKET,
                        new Argument.Number(AF_INET, "AF_INET"),
                        Flags.of(Flags.SOCK_DGRAM, Flags.SOCK_CLOEXEC),
                        new Argument.Number(0)),
                new Step.Call(
                        SystemCall.IOCTL,
                        socket,
                        new Argument.Number(SIOCSIFFLAGS, "SIOCSIFFLAGS"),
                        new Argument.Bytes(
                                request.array(), Long.BYTES, "{ifr_name=\"lo\", ifr_flags=IFF_UP|IFF_RUNNING}")),
                new Step.Call(SystemCall.CLOSE, socket));
    }

    private static Step hostname(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return new Step.Call(SystemCall.SETHOSTNAME, new Argument.Text(name), new Argument.Number(bytes));
    }
}
