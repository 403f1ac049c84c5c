package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/** The addresses of this machine's interfaces, without those that need an interface beside them: link-local IPv6. */
final class MachineAddresses {

    private MachineAddresses() {}

    /** Those that are there now; none when the kernel does not tell. */
    static List<InetAddress> present() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(MachineAddresses::withoutScope)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }
}
