package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * The native memory of messages that are sent, or of such that are received: msghdr, one iovec, room for descriptors, and the
 * payload. It is allocated once and kept, so that the collector can never free what the kernel is being handed. What is the same for
 * each message is written once.
 */
final class MessageMemory {

    private static final int DESCRIPTOR_BYTES = Integer.BYTES;

    private final CStructures.MsgHdr header = new CStructures.MsgHdr();
    private final CStructures.IoVec vector = new CStructures.IoVec();
    private final CStructures.CmsgHdr control = new CStructures.CmsgHdr();
    private final Pointer headerMemory;
    private final Pointer vectorMemory;
    private final Pointer controlMemory;
    private final Pointer payloadMemory;
    private final ByteBuffer payload;
    private final int controlBytes;
    private final int controlHeaderBytes;

    MessageMemory(int payloadBytes, int descriptors) {
        headerMemory = Memory.allocateDirect(RUNTIME, Struct.size(header), true);
        vectorMemory = Memory.allocateDirect(RUNTIME, Struct.size(vector), true);
        controlHeaderBytes = aligned(Struct.size(control));
        controlBytes = controlHeaderBytes + aligned(descriptors * DESCRIPTOR_BYTES);
        controlMemory = Memory.allocateDirect(RUNTIME, controlBytes, true);
        payload = ByteBuffer.allocateDirect(payloadBytes).order(ByteOrder.nativeOrder());
        payloadMemory = Pointer.wrap(RUNTIME, payload);
        header.useMemory(headerMemory);
        vector.useMemory(vectorMemory);
        control.useMemory(controlMemory);
        header.iov.set(vectorMemory);
        header.iovlen.set(1);
        header.control.set(controlMemory);
        vector.base.set(payloadMemory);
        vector.len.set(payloadBytes);
        control.level.set(SocketConstants.SOL_SOCKET);
        control.type.set(SocketConstants.SCM_RIGHTS);
    }

    private static int aligned(int bytes) {
        int unit = Long.BYTES;
        return (bytes + unit - 1) / unit * unit;
    }

    /** Where msghdr lies. */
    Pointer header() {
        return headerMemory;
    }

    /** The payload in the machine's byte order; whoever fills or reads it sets its position and limit. */
    ByteBuffer payload() {
        return payload;
    }

    void prepareSend(int bytes, Descriptor... descriptors) {
        vector.len.set(bytes);
        if (descriptors.length == 0) {
            header.controllen.set(0);
            return;
        }
        int data = descriptors.length * DESCRIPTOR_BYTES;
        control.len.set(controlHeaderBytes + data);
        for (int i = 0; i < descriptors.length; i++) {
            controlMemory.putInt(controlHeaderBytes + (long) i * DESCRIPTOR_BYTES, descriptors[i].number());
        }
        header.controllen.set(controlHeaderBytes + aligned(data));
    }

    /** Needed each time: recvmsg(2) leaves there how much has come. */
    void prepareReceive() {
        header.controllen.set(controlBytes);
    }

    /** Whether the kernel had more payload than there was room for. */
    boolean wasTruncated() {
        return (header.flags.get() & SocketConstants.MSG_TRUNC) != 0;
    }

    /** Whether the kernel had more descriptors than there was room for, in the message or in this process. */
    boolean lostDescriptors() {
        return (header.flags.get() & SocketConstants.MSG_CTRUNC) != 0;
    }

    /** The descriptors that came with the message; the caller owns them now. */
    Descriptor[] descriptors() {
        if (header.controllen.get() < controlHeaderBytes
                || control.level.get() != SocketConstants.SOL_SOCKET
                || control.type.get() != SocketConstants.SCM_RIGHTS) {
            return NONE;
        }
        int count = (control.len.intValue() - controlHeaderBytes) / DESCRIPTOR_BYTES;
        Descriptor[] received = new Descriptor[count];
        for (int i = 0; i < count; i++) {
            received[i] = Descriptor.own(controlMemory.getInt(controlHeaderBytes + (long) i * DESCRIPTOR_BYTES));
        }
        return received;
    }

    private static final Descriptor[] NONE = {};
}
