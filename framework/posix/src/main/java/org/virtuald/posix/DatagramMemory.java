package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.ByteBuffer;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * The native memory of one datagram under way: msghdr, the other end's address, one iovec, control messages, and the payload.
 * It is allocated once and kept, so that the collector can never free what the kernel is being handed.
 */
final class DatagramMemory {
    /** More than a datagram can carry: 65507 bytes over IPv4, 65527 over IPv6. */
    static final int LONGEST = 65_535;

    private static final int CONTROL_BYTES = 128; // in_pktinfo, in6_pktinfo and a counter take 96
    private static final int LENGTH = 0; // cmsg_len, a size_t
    private static final int LEVEL = 8; // cmsg_level
    private static final int TYPE = 12; // cmsg_type
    private static final int DATA = 16; // CMSG_DATA
    private static final int ALIGNMENT = 8; // CMSG_ALIGN

    /** What receives control messages one by one. */
    @FunctionalInterface
    interface ControlReader {
        void read(int level, int type, byte[] data);
    }

    private final CStructures.MsgHdr header = new CStructures.MsgHdr();
    private final CStructures.IoVec vector = new CStructures.IoVec();
    private final SocketAddresses address = new SocketAddresses();
    private final Pointer headerMemory = Memory.allocateDirect(RUNTIME, Struct.size(header), true);
    private final Pointer vectorMemory = Memory.allocateDirect(RUNTIME, Struct.size(vector), true);
    private final Pointer controlMemory = Memory.allocateDirect(RUNTIME, CONTROL_BYTES, true);
    private final ByteBuffer payload = ByteBuffer.allocateDirect(LONGEST);
    private final Pointer payloadMemory = Pointer.wrap(RUNTIME, payload);

    DatagramMemory() {
        header.useMemory(headerMemory);
        vector.useMemory(vectorMemory);
        header.name.set(address.memory());
        header.iov.set(vectorMemory);
        header.iovlen.set(1);
        header.control.set(controlMemory);
        vector.base.set(payloadMemory);
    }

    /** Where msghdr lies. */
    Pointer header() {
        return headerMemory;
    }

    void prepareReceive() {
        header.namelen.set(address.fullLength().getInt(0));
        header.controllen.set(CONTROL_BYTES);
        header.flags.set(0);
        vector.len.set(LONGEST);
    }

    void prepareSend(ByteBuffer bytes, DatagramPath path) {
        byte[] name = path.name();
        address.memory().put(0, name, 0, name.length);
        header.namelen.set(name.length);
        byte[] information = path.packetInformation();
        boolean four = PacketInformation.isFour(information);
        controlMemory.putLong(LENGTH, DATA + information.length);
        controlMemory.putInt(LEVEL, four ? SocketConstants.IPPROTO_IP : SocketConstants.IPPROTO_IPV6);
        controlMemory.putInt(TYPE, four ? SocketConstants.IP_PKTINFO : SocketConstants.IPV6_PKTINFO);
        controlMemory.put(DATA, information, 0, information.length);
        header.controllen.set(aligned(DATA + information.length));
        header.flags.set(0);
        vector.len.set(bytes.remaining());
        payload.clear().put(bytes);
    }

    private static int aligned(long bytes) {
        return (int) ((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    /** Whether the kernel had more payload, or more control messages, than there was room for. */
    boolean wasTruncated() {
        return (header.flags.get() & (SocketConstants.MSG_TRUNC | SocketConstants.MSG_CTRUNC)) != 0;
    }

    /** The first bytes of the payload; valid until the memory is used again. */
    ByteBuffer payload(int length) {
        return payload.clear().limit(length);
    }

    /** The other end's address, and its bytes by {@link #name}. */
    SocketAddresses address() {
        return address;
    }

    /** The other end's address as the kernel wrote it. */
    byte[] name() {
        byte[] bytes = new byte[header.namelen.intValue()];
        address.memory().get(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Goes through the control messages that came, cmsg(3). */
    void controls(ControlReader reader) {
        long end = header.controllen.get();
        for (long at = 0; at + DATA <= end; ) {
            long length = controlMemory.getLong(at + LENGTH);
            if (length < DATA || at + length > end) {
                return;
            }
            byte[] data = new byte[(int) (length - DATA)];
            controlMemory.get(at + DATA, data, 0, data.length);
            reader.read(controlMemory.getInt(at + LEVEL), controlMemory.getInt(at + TYPE), data);
            at += aligned(length);
        }
    }
}
