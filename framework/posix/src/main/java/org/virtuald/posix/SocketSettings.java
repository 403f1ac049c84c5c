package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Options of internet sockets, to be set before they are bound; setsockopt(2). Some take CAP_NET_ADMIN or CAP_NET_RAW. Connections
 * that are accepted have those of their listening socket.
 */
public final class SocketSettings {
    // bits/socket.h, netinet/tcp.h, linux/in.h, linux/in6.h
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MARK = 36;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int IP_TOS = 1;
    private static final int IP_FREEBIND = 15;
    private static final int IP_TRANSPARENT = 19;
    private static final int IPV6_TCLASS = 67;
    private static final int IPV6_TRANSPARENT = 75;
    private static final int IPV6_FREEBIND = 78;

    /** Which sockets have an option. */
    private enum Of {
        ALL,
        TCP,
        IPV4,
        IPV6
    }

    private record Setting(String name, Of of, int level, int option, int value) {}

    /** Nothing is set. */
    public static final SocketSettings NONE = new SocketSettings();

    private final List<Setting> settings = new ArrayList<>();
    private boolean reusePort;
    private String device = "";

    /** For each socket that is opened with it. */
    public SocketSettings() {}

    /** Asks silent peers whether they are still there. */
    public SocketSettings keepAlive() {
        return add("SO_KEEPALIVE", Of.TCP, SocketConstants.SOL_SOCKET, SO_KEEPALIVE, 1);
    }

    /** Seconds of silence before it asks. */
    public SocketSettings keepAliveTime(int seconds) {
        return add("TCP_KEEPIDLE", Of.TCP, SocketConstants.IPPROTO_TCP, TCP_KEEPIDLE, seconds);
    }

    /** Seconds between two questions. */
    public SocketSettings keepAliveInterval(int seconds) {
        return add("TCP_KEEPINTVL", Of.TCP, SocketConstants.IPPROTO_TCP, TCP_KEEPINTVL, seconds);
    }

    /** How many questions without an answer end a connection. */
    public SocketSettings keepAliveProbes(int count) {
        return add("TCP_KEEPCNT", Of.TCP, SocketConstants.IPPROTO_TCP, TCP_KEEPCNT, count);
    }

    /** Sends small segments at once. */
    public SocketSettings noDelay() {
        return add("TCP_NODELAY", Of.TCP, SocketConstants.IPPROTO_TCP, TCP_NODELAY, 1);
    }

    /** Bytes, of which the kernel makes twice as many for its own needs; beyond net.core.wmem_max where that is permitted. */
    public SocketSettings sendBuffer(int bytes) {
        return add("SO_SNDBUF", Of.ALL, SocketConstants.SOL_SOCKET, SO_SNDBUF, bytes);
    }

    /** Bytes, of which the kernel makes twice as many for its own needs; beyond net.core.rmem_max where that is permitted. */
    public SocketSettings receiveBuffer(int bytes) {
        return add("SO_RCVBUF", Of.ALL, SocketConstants.SOL_SOCKET, SO_RCVBUF, bytes);
    }

    /** Lets other sockets of the same owner have the address. */
    public SocketSettings reusePort() {
        reusePort = true;
        return this;
    }

    /** Binds addresses that the machine does not have, yet. */
    public SocketSettings freeBind() {
        add("IP_FREEBIND", Of.IPV4, SocketConstants.IPPROTO_IP, IP_FREEBIND, 1);
        return add("IPV6_FREEBIND", Of.IPV6, SocketConstants.IPPROTO_IPV6, IPV6_FREEBIND, 1);
    }

    /** Serves foreign addresses; takes CAP_NET_ADMIN or CAP_NET_RAW. */
    public SocketSettings transparent() {
        add("IP_TRANSPARENT", Of.IPV4, SocketConstants.IPPROTO_IP, IP_TRANSPARENT, 1);
        return add("IPV6_TRANSPARENT", Of.IPV6, SocketConstants.IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
    }

    /** Binds to an interface, at most 15 bytes. */
    public SocketSettings device(String name) {
        device = name;
        return this;
    }

    /** Marks packets; takes CAP_NET_ADMIN. */
    public SocketSettings mark(int mark) {
        return add("SO_MARK", Of.ALL, SocketConstants.SOL_SOCKET, SO_MARK, mark);
    }

    /** The type of service, 0 to 255; of IPv4 packets of a dual-stack socket as well. */
    public SocketSettings tos(int tos) {
        add("IP_TOS", Of.ALL, SocketConstants.IPPROTO_IP, IP_TOS, tos);
        return add("IPV6_TCLASS", Of.IPV6, SocketConstants.IPPROTO_IPV6, IPV6_TCLASS, tos);
    }

    private SocketSettings add(String name, Of of, int level, int option, int value) {
        settings.add(new Setting(name, of, level, option, value));
        return this;
    }

    /** Whether sockets keep SO_REUSEPORT. */
    boolean isReusePort() {
        return reusePort;
    }

    /** Sets them on a socket that is not bound yet. */
    void apply(Descriptor socket, boolean four, boolean tcp, String subject) throws ErrnoException {
        for (Setting setting : settings) {
            boolean has = switch (setting.of()) {
                case ALL -> true;
                case TCP -> tcp;
                case IPV4 -> four;
                case IPV6 -> !four;
            };
            if (has) {
                set(socket, setting, subject);
            }
        }
        if (reusePort) {
            TcpListener.share(socket, true);
        }
        if (!device.isEmpty()) {
            byte[] name = device.getBytes(StandardCharsets.UTF_8);
            Pointer memory = Memory.allocateDirect(RUNTIME, name.length);
            memory.put(0, name, 0, name.length);
            int result =
                    LIBC.setsockopt(socket.number(), SocketConstants.SOL_SOCKET, SO_BINDTODEVICE, memory, name.length);
            if (result < 0) {
                throw ErrnoException.last("setsockopt SO_BINDTODEVICE", subject + " on " + device);
            }
        }
    }

    private static void set(Descriptor socket, Setting setting, String subject) throws ErrnoException {
        int forced = switch (setting.name()) {
            case "SO_SNDBUF" -> SO_SNDBUFFORCE;
            case "SO_RCVBUF" -> SO_RCVBUFFORCE;
            default -> setting.option();
        };
        try {
            SocketOption.set(socket, setting.level(), forced, setting.value(), subject);
        } catch (ErrnoException e) {
            if (forced == setting.option() || !e.is(Errno.EPERM)) {
                throw new ErrnoException("setsockopt " + setting.name(), e.number(), subject);
            }
            SocketOption.set(socket, setting.level(), setting.option(), setting.value(), subject);
        }
    }
}
