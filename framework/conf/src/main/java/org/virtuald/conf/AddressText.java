package org.virtuald.conf;

import java.nio.ByteBuffer;

/**
 * Internet addresses as text: dotted decimal and RFC 4291, section 2.2. Java's own parser takes {@code 10.1} for
 * 10.0.0.1 and asks DNS about what it does not know; this one does neither.
 */
final class AddressText {

    private static final int IPV6_BYTES = 16;

    private AddressText() {}

    /**
     * 4 or 16 bytes in network order.
     *
     * @throws IllegalArgumentException when the text is no address, with a message that says so
     */
    static byte[] parse(String text) {
        if (text.indexOf('%') >= 0) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + " has a zone; addresses with a zone are not supported");
        }
        ByteBuffer address = ByteBuffer.allocate(IPV6_BYTES);
        boolean valid = text.indexOf(':') < 0 ? ipv4(text, address) : ipv6(text, address);
        if (!valid) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not an IPv4 or IPv6 address");
        }
        byte[] bytes = new byte[address.flip().remaining()];
        address.get(bytes);
        return bytes;
    }

    private static boolean ipv4(String text, ByteBuffer address) {
        if (address.remaining() < 4) {
            return false;
        }
        int start = 0;
        for (int octet = 1; octet <= 4; octet++) {
            int end = octet < 4 ? text.indexOf('.', start) : text.length();
            // A leading zero means octal to inet_aton(3) and decimal to most people: neither is taken.
            if (end <= start || end - start > 3 || (end - start > 1 && text.charAt(start) == '0')) {
                return false;
            }
            int value = number(text, start, end, 10);
            if (value < 0 || value > 255) {
                return false;
            }
            address.put((byte) value);
            start = end + 1;
        }
        return true;
    }

    private static boolean ipv6(String text, ByteBuffer address) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true, address) && !address.hasRemaining();
        }
        ByteBuffer tail = ByteBuffer.allocate(IPV6_BYTES);
        if (!groups(text.substring(0, gap), false, address) || !groups(text.substring(gap + 2), true, tail)) {
            return false;
        }
        tail.flip();
        if (tail.remaining() + 2 > address.remaining()) {
            return false;
        }
        address.position(IPV6_BYTES - tail.remaining()).put(tail);
        return true;
    }

    /** Groups of hexadecimal digits between colons, possibly none; the last may be an IPv4 address. */
    private static boolean groups(String text, boolean mayEndWithIpv4, ByteBuffer address) {
        int start = 0;
        while (start < text.length()) {
            int colon = text.indexOf(':', start);
            if (colon < 0 && mayEndWithIpv4 && text.indexOf('.', start) >= 0) {
                return ipv4(text.substring(start), address);
            }
            int end = colon < 0 ? text.length() : colon;
            int value = end - start > 4 ? -1 : number(text, start, end, 16);
            if (value < 0 || address.remaining() < 2 || end == text.length() - 1) {
                return false;
            }
            address.putShort((short) value);
            start = end + 1;
        }
        return true;
    }

    /** The number, or -1 when there are no digits or something else among them. */
    private static int number(String text, int start, int end, int radix) {
        int value = start < end ? 0 : -1;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** Dotted decimal, or the canonical form of RFC 5952: the longest run of zero groups is left out. */
    static String format(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == 4) {
            return (bytes.get() & 0xFF) + "." + (bytes.get() & 0xFF) + "." + (bytes.get() & 0xFF) + "."
                    + (bytes.get() & 0xFF);
        }
        int gapStart = 8;
        int gapLength = 1;
        for (int start = 0; start < 8; start++) {
            int run = zeroGroups(bytes, start);
            if (run > gapLength) {
                gapStart = start;
                gapLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            if (group == gapStart) {
                text.append("::");
                group += gapLength - 1;
            } else {
                text.append(group == 0 || group == gapStart + gapLength ? "" : ":");
                text.append(Integer.toHexString(bytes.getShort(group * 2) & 0xFFFF));
            }
        }
        return text.toString();
    }

    private static int zeroGroups(ByteBuffer bytes, int start) {
        int end = start;
        while (end < 8 && bytes.getShort(end * 2) == 0) {
            end++;
        }
        return end - start;
    }
}
