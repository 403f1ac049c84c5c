package org.virtuald.inetd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which {@code only_from} and {@code no_access} name addresses, as prefixes. */
final class AddressLists {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){0,3}\\.?");
    private static final Pattern FACTORED = Pattern.compile("((?:[0-9]{1,3}\\.){0,3})\\{([0-9, ]+)\\}");
    private static final Pattern MASKED = Pattern.compile("([0-9.]+)/([0-9]{1,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/[0-9]{1,3})?");

    private AddressLists() {}

    /** The prefixes that a value stands for; empty for one that is a name. */
    static Optional<List<String>> prefixes(String value) {
        Matcher factored = FACTORED.matcher(value);
        Matcher masked = MASKED.matcher(value);
        if (factored.matches()) {
            List<String> prefixes = new ArrayList<>();
            for (String part : factored.group(2).split(",", -1)) {
                prefixes.add(named(factored.group(1) + part.strip()));
            }
            return Optional.of(prefixes);
        }
        if (masked.matches()) {
            return Optional.of(List.of(filled(masked.group(1)) + "/" + masked.group(2)));
        }
        if (IPV4.matcher(value).matches()) {
            String prefix = wildcards(value);
            return Optional.of(prefix.endsWith("/0") ? List.of(prefix, "::/0") : List.of(prefix));
        }
        return IPV6.matcher(value).matches() ? Optional.of(List.of(value)) : Optional.empty();
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
