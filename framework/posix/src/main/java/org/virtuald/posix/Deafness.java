package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * Lets a listening TCP socket miss the first packet of every connection, so that its queue grows only by connections that were
 * begun before: whoever connects meanwhile is not answered, and tries again by itself. So a listener can be closed without
 * resetting anybody.
 *
 * <p>A filter does it exactly, socket(7) SO_ATTACH_FILTER; since Linux 6.18 it takes CAP_NET_ADMIN for a TCP socket. Anyone may
 * ask for packets that have come over no router, ip(7) IP_MINTTL, and a listener is asked so of first packets only: those of a
 * handshake's end are not compared. It lets clients on the same link through whose first packets have the largest hop limit.
 */
public final class Deafness {
    // linux/bpf_common.h
    private static final int BPF_LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int BPF_AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private static final int BPF_JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int BPF_RETURN = 0x06; // BPF_RET | BPF_K

    // RFC 9293, section 3.1
    private static final int TCP_FLAGS = 13;
    private static final int TCP_SYN = 0x02;
    private static final int TCP_ACK = 0x10;

    private static final int LARGEST_HOP_LIMIT = 255;

    private Deafness() {}

    /** Makes a listener deaf, for good. */
    public static void begin(Descriptor listener) throws ErrnoException {
        try {
            filterFirstPackets(listener);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            wantHopLimit(listener, LARGEST_HOP_LIMIT);
        }
    }

    /** Lets a connection that was taken from a deaf listener hear: it has its listener's options. */
    public static void end(Descriptor connection) throws ErrnoException {
        wantHopLimit(connection, 0);
    }

    static void wantHopLimit(Descriptor socket, int least) throws ErrnoException {
        // IPv4 comes in on an IPv6 socket too
        SocketOption.set(socket, SocketConstants.IPPROTO_IP, SocketConstants.IP_MINTTL, least, socket.toString());
        int family = SocketOption.get(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN);
        if (family == AddressFamily.AF_INET6.intValue()) {
            SocketOption.set(
                    socket, SocketConstants.IPPROTO_IPV6, SocketConstants.IPV6_MINHOPCOUNT, least, socket.toString());
        }
    }

    /** The filter sees a packet from its TCP header on. */
    private static void filterFirstPackets(Descriptor listener) throws ErrnoException {
        int[][] instructions = {
            {BPF_LOAD_BYTE, 0, 0, TCP_FLAGS},
            {BPF_AND, 0, 0, TCP_SYN | TCP_ACK},
            {BPF_JUMP_IF_EQUAL, 0, 1, TCP_SYN},
            {BPF_RETURN, 0, 0, 0},
            {BPF_RETURN, 0, 0, -1},
        };
        int size = Struct.size(new CStructures.SockFilter());
        Pointer filter = Memory.allocateDirect(RUNTIME, instructions.length * size, true);
        for (int i = 0; i < instructions.length; i++) {
            CStructures.SockFilter instruction = new CStructures.SockFilter();
            instruction.useMemory(filter.slice((long) i * size, size));
            instruction.code.set(instructions[i][0]);
            instruction.jumpIfTrue.set(instructions[i][1]);
            instruction.jumpIfFalse.set(instructions[i][2]);
            instruction.operand.set(Integer.toUnsignedLong(instructions[i][3]));
        }
        CStructures.SockFprog program = new CStructures.SockFprog();
        Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(program), true);
        program.useMemory(memory);
        program.length.set(instructions.length);
        program.filter.set(filter);
        int result = LIBC.setsockopt(
                listener.number(),
                SocketConstants.SOL_SOCKET,
                SocketConstants.SO_ATTACH_FILTER,
                memory,
                Struct.size(program));
        if (result < 0) {
            throw ErrnoException.last("setsockopt", listener.toString());
        }
    }
}
