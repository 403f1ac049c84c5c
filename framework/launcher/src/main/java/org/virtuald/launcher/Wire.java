package org.virtuald.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What all messages have in common: one version byte, one type byte, then fields in the machine's byte order (both ends
 * are on one machine). A text is its length in bytes as an unsigned short, then UTF-8.
 */
final class Wire {
    static final byte VERSION = 1;

    /** Room for the longest message of a control channel. */
    static final int CONTROL_BYTES = 60_000;

    /** Room for the longest message of a launch channel: several answers, each with a path of PATH_MAX at the most. */
    static final int LAUNCH_BYTES = 16_384;

    /** Room for a launch request. */
    static final int REQUEST_BYTES = 64;

    /** Longer texts are cut: the kernel takes no path over PATH_MAX (4096), and no other field comes near it. */
    private static final int TEXT_BYTES = 4_200;

    /** Decodes the fields of one message type. */
    @FunctionalInterface
    interface Decoder<M> {
        M decode(byte type, ByteBuffer from) throws MalformedMessageException;
    }

    private Wire() {}

    static ByteBuffer start(ByteBuffer into, int type) {
        return into.put(VERSION).put((byte) type);
    }

    /** Decodes one message, which must end where the buffer ends unless {@code more} may follow. */
    static <M> M decode(ByteBuffer from, boolean more, Decoder<M> decoder) throws MalformedMessageException {
        try {
            byte version = from.get();
            if (version != VERSION) {
                throw new MalformedMessageException("version " + version + " instead of " + VERSION);
            }
            byte type = from.get();
            M message = decoder.decode(type, from);
            if (!more && from.hasRemaining()) {
                throw new MalformedMessageException(from.remaining() + " bytes too many in type " + type);
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new MalformedMessageException("too short");
        }
    }

    static MalformedMessageException unknownType(byte type) {
        return new MalformedMessageException("unknown type " + type);
    }

    static void putText(ByteBuffer into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_BYTES) {
            // cut before a character's first byte, so that the text stays UTF-8
            int end = TEXT_BYTES;
            while ((bytes[end] & 0xc0) == 0x80) {
                end--;
            }
            bytes = Arrays.copyOf(bytes, end);
        }
        into.putShort((short) bytes.length).put(bytes);
    }

    static String getText(ByteBuffer from) throws MalformedMessageException {
        int length = Short.toUnsignedInt(from.getShort());
        if (length > from.remaining()) {
            throw new MalformedMessageException(
                    "a text of " + length + " bytes where " + from.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1); // a decoder takes many times as long
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("a text that is not UTF-8");
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    static void putHosts(ByteBuffer into, List<InetAddress> hosts) {
        into.putShort((short) hosts.size());
        for (InetAddress host : hosts) {
            byte[] bytes = host.getAddress();
            into.put((byte) bytes.length).put(bytes);
        }
    }

    static List<InetAddress> getHosts(ByteBuffer from) throws MalformedMessageException {
        int count = Short.toUnsignedInt(from.getShort());
        List<InetAddress> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hosts.add(getHost(from, from.get()));
        }
        return List.copyOf(hosts);
    }

    private static InetAddress getHost(ByteBuffer from, int length) throws MalformedMessageException {
        if (length != 4 && length != 16) {
            throw new MalformedMessageException("an address of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new MalformedMessageException("an address of " + length + " bytes");
        }
    }

    static void putAddress(ByteBuffer into, InetSocketAddress address) {
        if (address.isUnresolved()) { // of the Unix family
            putText(into.put((byte) 0), address.getHostString());
            return;
        }
        byte[] bytes = address.getAddress().getAddress();
        into.put((byte) bytes.length).put(bytes).putShort((short) address.getPort());
    }

    static InetSocketAddress getAddress(ByteBuffer from) throws MalformedMessageException {
        int length = from.get();
        if (length == 0) {
            return InetSocketAddress.createUnresolved(getText(from), 0);
        }
        InetAddress host = getHost(from, length);
        return new InetSocketAddress(host, Short.toUnsignedInt(from.getShort()));
    }
}
