package org.virtuald.service;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The text of addresses as people and programs write them: dotted IPv4, IPv6 in the canonical form of RFC 5952. The JDK
 * writes every zero of an IPv6 address, which no access list or log filter expects.
 */
public final class NumericAddress {
    private static final int GROUPS = 8;

    private NumericAddress() {}

    /** An address without its name, for example {@code 127.0.0.1} or {@code 2001:db8::1}. */
    public static String text(InetAddress address) {
        return address instanceof Inet6Address ? text(address.getAddress()) : address.getHostAddress();
    }

    /** An address with its port, for example {@code 127.0.0.1:21} or {@code [2001:db8::1]:21}. */
    public static String text(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return address.getHostString(); // of the Unix family, which has names only
        }
        String host = text(address.getAddress());
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String text(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (Byte.toUnsignedInt(bytes[2 * i]) << 8) | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        int gapStart = longestRunOfZeros(groups);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapStart) {
                text.append("::");
                i += runOfZeros(groups, i) - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** RFC 5952, section 4.2: the first of the longest runs, and never a single group. */
    private static int longestRunOfZeros(int[] groups) {
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = runOfZeros(groups, i);
            if (run > longest) {
                start = i;
                longest = run;
            }
        }
        return start;
    }

    private static int runOfZeros(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }
}
