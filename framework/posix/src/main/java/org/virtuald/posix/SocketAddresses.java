package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * The addresses of sockets, as values: struct sockaddr_in of ip(7), sockaddr_in6 of ipv6(7) and sockaddr_un of unix(7) in
 * native memory that is kept from call to call. An IPv4-mapped IPv6 address comes out as the IPv4 address it is, one of the
 * Unix family as an unresolved one whose host is the name and whose port is 0. Confined to one thread.
 */
public final class SocketAddresses {
    private static final int CAPACITY = 128; // sizeof(struct sockaddr_storage), bits/socket.h
    private static final int FAMILY = 0; // sa_family, in the machine's byte order
    private static final int PORT = 2; // sin_port and sin6_port, in network byte order
    private static final int ADDRESS_4 = 4; // sin_addr
    private static final int ADDRESS_6 = 8; // sin6_addr, after sin6_flowinfo
    private static final int LENGTH_4 = 16; // sizeof(struct sockaddr_in)
    private static final int LENGTH_6 = 28; // sizeof(struct sockaddr_in6)
    private static final int PATH = 2; // sun_path of struct sockaddr_un, unix(7)
    private static final int PATH_BYTES = 108; // sizeof(sun_path)
    private static final short AF_UNIX = (short) AddressFamily.AF_UNIX.intValue();
    private static final short AF_INET = (short) AddressFamily.AF_INET.intValue();
    private static final short AF_INET6 = (short) AddressFamily.AF_INET6.intValue();

    private final Pointer memory = Memory.allocateDirect(RUNTIME, CAPACITY, true);
    private final Pointer length = Memory.allocateDirect(RUNTIME, Integer.BYTES, true);

    /** The address that a socket is bound to, getsockname(2). */
    public InetSocketAddress local(Descriptor socket) throws ErrnoException {
        if (ConnectionCalls.getsockname(socket.number(), memory, fullLength()) < 0) {
            throw ErrnoException.last("getsockname", socket.toString());
        }
        return decode();
    }

    /** The address of a socket's peer, getpeername(2); ENOTCONN when the peer has already gone. */
    public InetSocketAddress remote(Descriptor socket) throws ErrnoException {
        if (ConnectionCalls.getpeername(socket.number(), memory, fullLength()) < 0) {
            throw ErrnoException.last("getpeername", socket.toString());
        }
        return decode();
    }

    /** Memory for a call to fill. */
    Pointer memory() {
        return memory;
    }

    /** The length to give to a call that fills the memory: room for any address. */
    Pointer fullLength() {
        length.putInt(0, CAPACITY);
        return length;
    }

    /** An internet address of the C library's, copied. */
    InetSocketAddress decode(Pointer address, long bytes) throws ErrnoException {
        byte[] copy = new byte[(int) Math.min(bytes, CAPACITY)];
        address.get(0, copy, 0, copy.length);
        memory.put(0, copy, 0, copy.length);
        return decode();
    }

    /** The address that is in the memory now. */
    InetSocketAddress decode() throws ErrnoException {
        short family = memory.getShort(FAMILY);
        byte[] bytes;
        if (family == AF_UNIX) {
            return InetSocketAddress.createUnresolved(unixName(), 0);
        }
        if (family == AF_INET) {
            bytes = new byte[4];
            memory.get(ADDRESS_4, bytes, 0, bytes.length);
        } else if (family == AF_INET6) {
            bytes = new byte[16];
            memory.get(ADDRESS_6, bytes, 0, bytes.length);
        } else {
            throw new ErrnoException("getsockname", Errno.EAFNOSUPPORT.intValue(), "family " + family);
        }
        int port = (Byte.toUnsignedInt(memory.getByte(PORT)) << 8) | Byte.toUnsignedInt(memory.getByte(PORT + 1));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    /** A path, {@code @} and an abstract name, or nothing for a socket without a name. */
    private String unixName() {
        int count = Math.min(length.getInt(0) - PATH, PATH_BYTES);
        if (count <= 0) {
            return "";
        }
        byte[] name = new byte[count];
        memory.get(PATH, name, 0, count);
        String text = new String(name, StandardCharsets.UTF_8);
        boolean isAbstract = name[0] == 0;
        int end = text.indexOf('\0', 1);
        String whole = end < 0 || isAbstract ? text : text.substring(0, end);
        return isAbstract ? "@" + whole.substring(1) : whole;
    }

    /** Puts an address into the memory and answers its length in bytes. */
    int encode(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        boolean four = address instanceof Inet4Address;
        memory.setMemory(0, CAPACITY, (byte) 0);
        memory.putShort(FAMILY, four ? AF_INET : AF_INET6);
        memory.putByte(PORT, (byte) (port >> 8));
        memory.putByte(PORT + 1, (byte) port);
        memory.put(four ? ADDRESS_4 : ADDRESS_6, bytes, 0, bytes.length);
        return four ? LENGTH_4 : LENGTH_6;
    }

    /**
     * Puts an address of the Unix family into the memory and answers its length in bytes.
     *
     * @param address a path, or {@code @} and an abstract name: the kernel keeps those apart by a first byte of 0, unix(7)
     * @throws ErrnoException ENAMETOOLONG when the kernel has no room for it
     */
    int encodeUnix(String address) throws ErrnoException {
        boolean isAbstract = address.startsWith("@");
        byte[] bytes = (isAbstract ? "\0" + address.substring(1) : address + "\0").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PATH_BYTES) {
            throw new ErrnoException("connect", Errno.ENAMETOOLONG.intValue(), address);
        }
        memory.setMemory(0, CAPACITY, (byte) 0);
        memory.putShort(FAMILY, AF_UNIX);
        memory.put(PATH, bytes, 0, bytes.length);
        return PATH + bytes.length;
    }
}
