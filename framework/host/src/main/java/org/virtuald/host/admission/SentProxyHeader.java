package org.virtuald.host.admission;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.virtuald.conf.Work;
import org.virtuald.service.NumericAddress;

/**
 * The header of the PROXY protocol as this host sends it, by the specification of HAProxy (proxy-protocol.txt). Where the two
 * addresses are not of one family of the internet, as those of Unix sockets, it says that they are unknown.
 */
public final class SentProxyHeader {
    private static final byte[] SIGNATURE_2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final byte VERSION_2_PROXY = 0x21;
    private static final byte UNSPECIFIED = 0x00;
    private static final byte TCP_4 = 0x11;
    private static final byte TCP_6 = 0x21;

    private SentProxyHeader() {}

    /**
     * The bytes.
     *
     * @param source who has connected
     * @param destination where
     */
    public static byte[] of(Work.SendProxy version, InetSocketAddress source, InetSocketAddress destination) {
        boolean known = !source.isUnresolved()
                && !destination.isUnresolved()
                && source.getAddress().getClass() == destination.getAddress().getClass();
        return version == Work.SendProxy.V1
                ? version1(known, source, destination).getBytes(StandardCharsets.US_ASCII)
                : version2(known, source, destination);
    }

    private static String version1(boolean known, InetSocketAddress source, InetSocketAddress destination) {
        if (!known) {
            return "PROXY UNKNOWN\r\n";
        }
        return "PROXY " + (source.getAddress() instanceof Inet4Address ? "TCP4 " : "TCP6 ")
                + NumericAddress.text(source.getAddress()) + " " + NumericAddress.text(destination.getAddress()) + " "
                + source.getPort() + " " + destination.getPort() + "\r\n";
    }

    private static byte[] version2(boolean known, InetSocketAddress source, InetSocketAddress destination) {
        if (!known) {
            return ByteBuffer.allocate(SIGNATURE_2.length + 4)
                    .put(SIGNATURE_2)
                    .put(VERSION_2_PROXY)
                    .put(UNSPECIFIED)
                    .array();
        }
        InetAddress from = source.getAddress();
        byte family = from instanceof Inet4Address ? TCP_4 : TCP_6;
        int length = 2 * from.getAddress().length + 2 * Short.BYTES;
        return ByteBuffer.allocate(SIGNATURE_2.length + 4 + length)
                .put(SIGNATURE_2)
                .put(VERSION_2_PROXY)
                .put(family)
                .putShort((short) length)
                .put(from.getAddress())
                .put(destination.getAddress().getAddress())
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .array();
    }
}
