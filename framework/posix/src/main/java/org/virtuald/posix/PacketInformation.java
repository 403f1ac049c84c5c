package org.virtuald.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the control messages of a datagram say: struct in_pktinfo of ip(7), in6_pktinfo of ipv6(7) and the number of datagrams
 * that the kernel had no room for, SO_RXQ_OVFL of socket(7).
 */
final class PacketInformation implements DatagramMemory.ControlReader {
    private static final int LENGTH_4 = 12; // sizeof(struct in_pktinfo): ipi_ifindex, ipi_spec_dst, ipi_addr
    private static final int LENGTH_6 = 20; // sizeof(struct in6_pktinfo): ipi6_addr, ipi6_ifindex
    private static final int ADDRESS_4 = 4;
    private static final int ADDRESS_6 = 16;

    private byte[] four = {};
    private byte[] six = {};
    private int lost;

    static boolean isFour(byte[] information) {
        return information.length == LENGTH_4;
    }

    @Override
    public void read(int level, int type, byte[] data) {
        if (level == SocketConstants.IPPROTO_IP && type == SocketConstants.IP_PKTINFO && data.length == LENGTH_4) {
            four = data;
        } else if (level == SocketConstants.IPPROTO_IPV6
                && type == SocketConstants.IPV6_PKTINFO
                && data.length == LENGTH_6) {
            six = data;
        } else if (level == SocketConstants.SOL_SOCKET
                && type == SocketConstants.SO_RXQ_OVFL
                && data.length == Integer.BYTES) {
            lost = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).getInt();
        }
    }

    /** How many datagrams the kernel has dropped at the socket since it was opened, modulo 2 to the power of 32. */
    int lost() {
        return lost;
    }

    /** The way back; empty for a datagram to many machines, which is no address that a reply could come from. */
    Optional<DatagramPath> path(InetSocketAddress remote, byte[] name) {
        if (four.length
                == LENGTH_4) { // also of an IPv4 datagram on a dual-stack socket, which has the other one as well
            byte[] answering = Arrays.copyOfRange(four, ADDRESS_4, 2 * ADDRESS_4); // ipi_spec_dst
            byte[] reached = Arrays.copyOfRange(four, 2 * ADDRESS_4, LENGTH_4); // ipi_addr
            if (!Arrays.equals(answering, reached)) {
                return Optional.empty(); // a broadcast or multicast address
            }
            byte[] reply = four.clone();
            Arrays.fill(reply, 0, Integer.BYTES, (byte) 0); // no interface: the routes decide
            return Optional.of(new DatagramPath(address(reached), remote, name, reply));
        }
        if (six.length == LENGTH_6) {
            InetAddress reached = address(Arrays.copyOf(six, ADDRESS_6));
            if (reached.isMulticastAddress()) {
                return Optional.empty();
            }
            byte[] reply = six.clone();
            if (!reached.isLinkLocalAddress() && !remote.getAddress().isLinkLocalAddress()) {
                Arrays.fill(reply, ADDRESS_6, LENGTH_6, (byte) 0);
            }
            return Optional.of(new DatagramPath(reached, remote, name, reply));
        }
        return Optional.empty();
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }
}
