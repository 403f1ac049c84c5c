package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;

/** Listening TCP sockets: how one is opened, and how connections are taken from it. */
public final class TcpListener {

    /** The largest backlog that listen(2) takes; the kernel lowers it to net.core.somaxconn. */
    public static final int KERNEL_MAXIMUM = Integer.MAX_VALUE;

    private TcpListener() {}

    /**
     * Opens a listening socket with SO_REUSEADDR, close-on-exec and non-blocking.
     *
     * @param address the address to bind; IPv6 sockets take IPv4 connections too only if {@code dualStack}
     * @param port 0 to 65535, 0 for a free one
     * @param dualStack for the IPv6 wildcard: accept IPv4 as well (ipv6(7), IPV6_V6ONLY off)
     * @param backlog 1 or more
     * @return the socket; the caller owns it
     * @throws ErrnoException the failing call with the address, for example bind with EADDRINUSE or EACCES
     */
    public static Descriptor open(InetAddress address, int port, boolean dualStack, int backlog) throws ErrnoException {
        return open(address, port, dualStack, backlog, false);
    }

    /**
     * The same beside listeners that have the address now.
     *
     * @param shared whether sockets that {@link #share} and have the same owner are not in the way
     */
    public static Descriptor open(InetAddress address, int port, boolean dualStack, int backlog, boolean shared)
            throws ErrnoException {
        return open(address, port, dualStack, backlog, shared, SocketSettings.NONE);
    }

    /** The same with options. */
    public static Descriptor open(
            InetAddress address, int port, boolean dualStack, int backlog, boolean shared, SocketSettings settings)
            throws ErrnoException {
        String subject = new InetSocketAddress(address, port).toString().replaceFirst("^[^/]*/", "");
        boolean four = address instanceof Inet4Address;
        int kind = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
        AddressFamily family = four ? AddressFamily.AF_INET : AddressFamily.AF_INET6;
        int number = LIBC.socket(family.intValue(), kind, 0);
        if (number < 0) {
            throw ErrnoException.last("socket", subject);
        }
        Descriptor socket = Descriptor.own(number);
        try {
            option(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEADDR, 1, subject);
            if (!four) {
                option(socket, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_V6ONLY, dualStack ? 0 : 1, subject);
            }
            settings.apply(socket, four, true, subject);
            if (shared) {
                option(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, 1, subject);
            }
            SocketAddresses addresses = new SocketAddresses();
            int length = addresses.encode(address, port);
            if (LIBC.bind(number, addresses.memory(), length) < 0) {
                throw ErrnoException.last("bind", subject);
            }
            if (LIBC.listen(number, backlog) < 0) {
                throw ErrnoException.last("listen", subject);
            }
            if (shared) {
                share(socket, settings.isReusePort());
            }
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Changes how many connections the kernel holds for a listening socket, listen(2); it goes on listening.
     *
     * @param backlog 1 or more
     */
    public static void setBacklog(Descriptor listener, int backlog) throws ErrnoException {
        if (LIBC.listen(listener.number(), backlog) < 0) {
            throw ErrnoException.last("listen", listener.toString());
        }
    }

    /**
     * Lets others of its owner bind the same address, socket(7) SO_REUSEPORT, or no more. What is bound stays so.
     *
     * @param listener a socket that may be bound already, a UDP one as well
     */
    public static void share(Descriptor listener, boolean shared) throws ErrnoException {
        option(listener, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, shared ? 1 : 0, listener.toString());
    }

    private static void option(Descriptor socket, int level, int name, int value, String subject)
            throws ErrnoException {
        if (LIBC.setsockopt(socket.number(), level, name, new int[] {value}, Integer.BYTES) < 0) {
            throw ErrnoException.last("setsockopt", subject);
        }
    }

    /**
     * A connection that was taken.
     *
     * @param socket close-on-exec and blocking, as programs expect it; whoever gets this owns it
     * @param remote the peer's address, IPv4 where it is IPv4-mapped; of the Unix family an unresolved one, whose host says
     *     which process it is
     */
    public record Accepted(Descriptor socket, InetSocketAddress remote) {}

    /**
     * Takes one connection, accept4(2).
     *
     * @param listener a non-blocking listening socket, one of the Unix family as well
     * @param addresses memory of the calling thread
     * @return empty when none is waiting
     * @throws ErrnoException what accept4 says, also for connections that failed before they were taken
     */
    public static Optional<Accepted> accept(Descriptor listener, SocketAddresses addresses) throws ErrnoException {
        int number = ConnectionCalls.accept4(
                listener.number(), addresses.memory(), addresses.fullLength(), SocketConstants.SOCK_CLOEXEC);
        if (number < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.intValue()) {
                return Optional.empty();
            }
            throw new ErrnoException("accept4", errno, listener.toString());
        }
        Descriptor socket = Descriptor.own(number);
        try {
            InetSocketAddress remote = addresses.decode();
            if (remote.isUnresolved()) { // mostly without a name: its process tells more
                remote = InetSocketAddress.createUnresolved(
                        PeerCredentials.of(socket).toString(), 0);
            }
            return Optional.of(new Accepted(socket, remote));
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
