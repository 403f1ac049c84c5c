package org.virtuald.inetd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which {@code only_from} and {@code no_access} name addresses, as prefixes. */
final class AddressLists {
    /** Everybody, in both families. */
    static final List<String> ALL = List.of("0.0.0.0/0", "::/0");

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){0,3}\\.?");
    private static final Pattern FACTORED = Pattern.compile("((?:[0-9]{1,3}\\.){0,3})\\{([0-9, ]+)\\}");
    private static final Pattern MASKED = Pattern.compile("([0-9A-Fa-f:.]+)/([0-9]{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private AddressLists() {}

    /** The prefixes that a value stands for; empty for one that is a name, or nothing. */
    static Optional<List<String>> prefixes(String value) {
        Matcher factored = FACTORED.matcher(value);
        if (factored.matches()) {
            List<String> prefixes = new ArrayList<>();
            for (String part : factored.group(2).split(",", -1)) {
                String address = factored.group(1) + part.strip();
                if (!IPV4.matcher(address).matches()) {
                    return Optional.empty();
                }
                prefixes.add(named(address));
            }
            return Optional.of(prefixes);
        }
        Matcher masked = MASKED.matcher(value);
        if (masked.matches()) {
            return masked(masked.group(1), Integer.parseInt(masked.group(2))).map(List::of);
        }
        if (IPV4.matcher(value).matches()) {
            String prefix = wildcards(value);
            return Optional.of(prefix.endsWith("/0") ? ALL : List.of(prefix));
        }
        return isIpv6(value) ? Optional.of(List.of(value)) : Optional.empty();
    }

    /** A conf takes no bits beyond the prefix. */
    private static Optional<String> masked(String address, int length) {
        String whole = IPV4.matcher(address).matches() ? filled(address) : address;
        if (!IPV4.matcher(whole).matches() && !isIpv6(whole)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(whole).getAddress();
            if (length > bytes.length * 8) {
                return Optional.empty();
            }
            byte[] prefix = bytes.clone();
            for (int bit = length; bit < bytes.length * 8; bit++) {
                prefix[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            }
            String text = Arrays.equals(prefix, bytes)
                    ? whole
                    : InetAddress.getByAddress(prefix).getHostAddress();
            return Optional.of(text + "/" + length);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** What has a colon is never looked up. */
    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(text).getAddress().length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The numbers that are there are meant, zeroes as well. */
    private static String named(String address) {
        int parts = address.split("\\.", -1).length;
        return parts == 4 ? address : filled(address) + "/" + 8 * parts;
    }

    /** Zeroes at the end stand for any number, and 0.0.0.0 for all addresses. */
    private static String wildcards(String address) {
        String[] parts = filled(address).split("\\.", -1);
        int given = 4;
        while (given > 0 && parts[given - 1].equals("0")) {
            given--;
        }
        return String.join(".", parts) + (given == 4 ? "" : "/" + 8 * given);
    }

    private static String filled(String address) {
        StringBuilder filled =
                new StringBuilder(address.endsWith(".") ? address.substring(0, address.length() - 1) : address);
        while (filled.chars().filter(c -> c == '.').count() < 3) {
            filled.append(".0");
        }
        return filled.toString();
    }
}
