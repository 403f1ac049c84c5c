package org.virtuald.posix;

/**
 * Constants of Linux that jnr-constants lacks or gets from another system; the same on x86-64 and arm64. From
 * bits/socket.h, bits/socket_type.h, asm-generic/socket.h, linux/in.h and linux/in6.h.
 */
final class SocketConstants {
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;

    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_TYPE = 3;
    static final int SO_ERROR = 4;
    static final int SO_PEERCRED = 17;
    static final int SO_RCVTIMEO = 20;
    static final int SO_SNDTIMEO = 21;
    static final int SO_ACCEPTCONN = 30;
    static final int SO_PROTOCOL = 38;
    static final int SO_DOMAIN = 39;
    static final int SO_REUSEPORT = 15;
    static final int SO_ATTACH_FILTER = 26;
    static final int SO_RXQ_OVFL = 40;
    static final int SO_MEMINFO = 55;
    static final int SK_MEMINFO_DROPS = 8; // linux/sock_diag.h
    static final int IPPROTO_IP = 0;
    static final int IP_PKTINFO = 8;
    static final int IP_MINTTL = 21;
    static final int IPPROTO_UDP = 17;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_RECVPKTINFO = 49;
    static final int IPV6_PKTINFO = 50;
    static final int IPV6_MINHOPCOUNT = 73;

    static final int IPPROTO_TCP = 6;
    static final int TCP_INFO = 11;

    static final int SCM_RIGHTS = 1;
    static final int MSG_PEEK = 0x2;
    static final int MSG_CTRUNC = 0x8;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private SocketConstants() {}
}
