package org.virtuald.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The way that a datagram took, and that a reply takes back: from the address it was sent to, to its sender. */
public final class DatagramPath {
    private final InetAddress local;
    private final InetSocketAddress remote;
    private final byte[] name;
    private final byte[] packetInformation;

    /**
     * @param name struct sockaddr of the sender as the kernel has it; with the interface where a link-local address needs one
     * @param packetInformation struct in_pktinfo or in6_pktinfo that has a reply leave from {@code local}
     */
    DatagramPath(InetAddress local, InetSocketAddress remote, byte[] name, byte[] packetInformation) {
        this.local = local;
        this.remote = remote;
        this.name = name;
        this.packetInformation = packetInformation;
    }

    /** The address of this machine that the datagram was sent to; IPv4 where it is IPv4-mapped. */
    public InetAddress local() {
        return local;
    }

    /** Who has sent it, as far as one can believe a datagram; IPv4 where it is IPv4-mapped. */
    public InetSocketAddress remote() {
        return remote;
    }

    byte[] name() {
        return name;
    }

    byte[] packetInformation() {
        return packetInformation;
    }
}
