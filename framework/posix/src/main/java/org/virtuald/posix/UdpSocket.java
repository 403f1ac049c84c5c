package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import jnr.constants.platform.AddressFamily;

/** UDP sockets that tell of each datagram which of the machine's addresses it was sent to, udp(7). */
public final class UdpSocket {

    private UdpSocket() {}

    /**
     * Opens a bound socket, close-on-exec and non-blocking, for a {@link DatagramReceiver} and a {@link DatagramSender}. Not with
     * SO_REUSEADDR: another socket of that kind would take its datagrams away.
     *
     * @param address the address to bind; IPv6 sockets take IPv4 datagrams too only if {@code dualStack}
     * @param port 0 to 65535, 0 for a free one
     * @param dualStack for the IPv6 wildcard: take IPv4 as well (ipv6(7), IPV6_V6ONLY off)
     * @return the socket; the caller owns it
     * @throws ErrnoException the failing call with the address, for example bind with EADDRINUSE or EACCES
     */
    public static Descriptor open(InetAddress address, int port, boolean dualStack) throws ErrnoException {
        return open(address, port, dualStack, false);
    }

    /**
     * The same beside sockets that have the address now.
     *
     * @param shared whether sockets that {@link TcpListener#share} and have the same owner are not in the way
     */
    public static Descriptor open(InetAddress address, int port, boolean dualStack, boolean shared)
            throws ErrnoException {
        return open(address, port, dualStack, shared, SocketSettings.NONE);
    }

    /** The same with options. */
    public static Descriptor open(
            InetAddress address, int port, boolean dualStack, boolean shared, SocketSettings settings)
            throws ErrnoException {
        String subject = new InetSocketAddress(address, port).toString().replaceFirst("^[^/]*/", "");
        boolean four = address instanceof Inet4Address;
        int kind = SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
        AddressFamily family = four ? AddressFamily.AF_INET : AddressFamily.AF_INET6;
        int number = LIBC.socket(family.intValue(), kind, 0);
        if (number < 0) {
            throw ErrnoException.last("socket", subject);
        }
        Descriptor socket = Descriptor.own(number);
        try {
            // all before bind: a datagram that came earlier would lack what they ask for
            if (!four) {
                set(socket, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_V6ONLY, dualStack ? 0 : 1, subject);
            }
            tellPaths(socket, !four, four || dualStack, subject);
            settings.apply(socket, four, false, subject);
            if (shared) {
                TcpListener.share(socket, true);
            }
            SocketAddresses addresses = new SocketAddresses();
            int length = addresses.encode(address, port);
            if (LIBC.bind(number, addresses.memory(), length) < 0) {
                throw ErrnoException.last("bind", subject);
            }
            if (shared) {
                TcpListener.share(socket, settings.isReusePort());
            }
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Has a bound socket that another process made tell the same. What it has queued so far may lack that, and is {@link
     * DatagramReceiver.Received.Unusable} then.
     */
    public static void adopt(Descriptor socket, BoundSocket binding) throws ErrnoException {
        boolean four = binding.address().getAddress() instanceof Inet4Address;
        tellPaths(socket, !four, four || binding.dualStack(), socket.toString());
    }

    private static void tellPaths(Descriptor socket, boolean six, boolean four, String subject) throws ErrnoException {
        if (six) {
            set(socket, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_RECVPKTINFO, 1, subject);
        }
        if (four) {
            set(socket, SocketConstants.IPPROTO_IP, SocketConstants.IP_PKTINFO, 1, subject);
        }
        set(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_RXQ_OVFL, 1, subject);
    }

    /**
     * How many datagrams the kernel has dropped at a socket since it was opened because nobody took them, modulo 2 to the power
     * of 32; SO_MEMINFO of linux/sock_diag.h.
     */
    public static int lost(Descriptor socket) throws ErrnoException {
        int[] values = new int[SocketConstants.SK_MEMINFO_DROPS + 1];
        int[] length = {values.length * Integer.BYTES};
        if (LIBC.getsockopt(socket.number(), SocketConstants.SOL_SOCKET, SocketConstants.SO_MEMINFO, values, length)
                < 0) {
            throw ErrnoException.last("getsockopt", socket.toString());
        }
        return values[SocketConstants.SK_MEMINFO_DROPS];
    }

    private static void set(Descriptor socket, int level, int name, int value, String subject) throws ErrnoException {
        if (LIBC.setsockopt(socket.number(), level, name, new int[] {value}, Integer.BYTES) < 0) {
            throw ErrnoException.last("setsockopt", subject);
        }
    }
}
