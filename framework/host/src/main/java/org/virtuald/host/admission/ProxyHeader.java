package org.virtuald.host.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.virtuald.conf.AddressPrefix;

/**
 * The header of the PROXY protocol, version 1 and 2, as the specification of HAProxy has it (proxy-protocol.txt). Reads bytes
 * that were only peeked at, and says how many of them are the header's: not one of the program's is ever taken.
 */
public final class ProxyHeader {
    /** The most bytes that a header may have; version 1 has at most {@link #MOST_BYTES_1}. */
    public static final int MOST_BYTES = 4096;

    static final int MOST_BYTES_1 = 107;
    private static final byte[] SIGNATURE_1 = "PROXY".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE_2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED_2 = 16;
    private static final int VERSION_2 = 0x20;
    private static final int TCP_4 = 0x11;
    private static final int TCP_6 = 0x21;
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

    private ProxyHeader() {}

    /** What the bytes so far are. */
    public sealed interface Reading {

        /** The beginning of a header: all of them belong to it, and more must come. */
        record Incomplete() implements Reading {}

        /**
         * A header, and perhaps more.
         *
         * @param length how many of the bytes are the header
         * @param addresses what it says; empty when the socket's own addresses hold (LOCAL, UNKNOWN, other protocols)
         */
        record Complete(int length, Optional<Addresses> addresses) implements Reading {}

        /**
         * No header.
         *
         * @param reason fit to be shown
         */
        record Malformed(String reason) implements Reading {}
    }

    /**
     * The connection as the proxy has it.
     *
     * @param source who has connected to the proxy
     * @param destination where
     */
    public record Addresses(InetSocketAddress source, InetSocketAddress destination) {}

    /** Reads the first bytes of a connection; their position and limit stay as they are. */
    public static Reading read(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        if (!in.hasRemaining()) {
            return new Reading.Incomplete();
        }
        if (begins(in, SIGNATURE_1)) {
            return read1(in);
        }
        return begins(in, SIGNATURE_2) ? read2(in) : new Reading.Malformed("no PROXY header");
    }

    /** Whether what is there of the signature is as it should be. */
    private static boolean begins(ByteBuffer in, byte[] signature) {
        for (int i = 0; i < signature.length && i < in.limit(); i++) {
            if (in.get(i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static Reading read1(ByteBuffer in) {
        int seen = Math.min(in.limit(), MOST_BYTES_1);
        int end = 0;
        while (end < seen && in.get(end) != '\n') {
            end++;
        }
        if (end == seen) {
            return seen < MOST_BYTES_1
                    ? new Reading.Incomplete()
                    : new Reading.Malformed("PROXY header of more than " + MOST_BYTES_1 + " bytes");
        }
        if (in.get(end - 1) != '\r') {
            return new Reading.Malformed("PROXY header without CR before its LF");
        }
        byte[] line = new byte[end - 1];
        in.get(0, line);
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (text.equals("PROXY UNKNOWN") || text.startsWith("PROXY UNKNOWN ")) {
            return new Reading.Complete(end + 1, Optional.empty());
        }
        Optional<Addresses> addresses = addresses1(text.split(" ", -1));
        return addresses.isPresent()
                ? new Reading.Complete(end + 1, addresses)
                : new Reading.Malformed("malformed PROXY header of version 1");
    }

    private static Optional<Addresses> addresses1(String[] words) {
        if (words.length != 6 || !words[0].equals("PROXY")) {
            return Optional.empty();
        }
        boolean six = words[1].equals("TCP6");
        if (!six && !words[1].equals("TCP4")) {
            return Optional.empty();
        }
        Optional<InetSocketAddress> source = address(six, words[2], words[4]);
        Optional<InetSocketAddress> destination = address(six, words[3], words[5]);
        return source.flatMap(from -> destination.map(to -> new Addresses(from, to)));
    }

    private static Optional<InetSocketAddress> address(boolean six, String address, String port) {
        if (address.indexOf('/') >= 0
                || address.indexOf(':') >= 0 != six
                || !PORT.matcher(port).matches()) {
            return Optional.empty();
        }
        try {
            AddressPrefix.parse(address); // stricter than Java, which would take 10.1 and ask DNS about the rest
            int number = Integer.parseInt(port);
            return number > 0xFFFF
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(InetAddress.getByName(address), number));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Reading read2(ByteBuffer in) {
        if (in.limit() < FIXED_2) {
            return new Reading.Incomplete();
        }
        int command = Byte.toUnsignedInt(in.get(12)) - VERSION_2;
        if (command != 0 && command != 1) {
            return new Reading.Malformed("PROXY header of an unknown version or command");
        }
        int family = Byte.toUnsignedInt(in.get(13));
        int rest = Short.toUnsignedInt(in.getShort(14));
        if (FIXED_2 + rest > MOST_BYTES) {
            return new Reading.Malformed("PROXY header of " + (FIXED_2 + rest) + " bytes; at most " + MOST_BYTES);
        }
        if (in.limit() < FIXED_2 + rest) {
            return new Reading.Incomplete();
        }
        boolean told = command == 1 && (family == TCP_4 || family == TCP_6);
        int size = family == TCP_4 ? 4 : 16;
        if (told && rest < 2 * size + 4) {
            return new Reading.Malformed("PROXY header too short for its addresses");
        }
        return new Reading.Complete(FIXED_2 + rest, told ? Optional.of(addresses2(in, size)) : Optional.empty());
    }

    private static Addresses addresses2(ByteBuffer in, int size) {
        int ports = FIXED_2 + 2 * size;
        return new Addresses(
                address2(in, FIXED_2, size, in.getShort(ports)),
                address2(in, FIXED_2 + size, size, in.getShort(ports + 2)));
    }

    private static InetSocketAddress address2(ByteBuffer in, int at, int size, short port) {
        byte[] bytes = new byte[size];
        in.get(at, bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), Short.toUnsignedInt(port));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }
}
