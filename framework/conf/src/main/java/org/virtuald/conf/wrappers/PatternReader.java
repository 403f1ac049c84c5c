package org.virtuald.conf.wrappers;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.AddressPrefix.Family;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.Quoted;
import org.virtuald.conf.ReadFailure;

/** Reads the patterns for hosts of an access file, and the files of patterns that it names. */
final class PatternReader {
    private static final int DEEPEST = 8;
    private static final int MAPPED = 96; // bits before the IPv4 address, RFC 4291, 2.5.5.2
    private static final int ZEROS = 80; // of those
    private static final Pattern LEADING_NUMBER = Pattern.compile("^[+-]?[0-9]+");
    private static final String NEVER = "; tcp_wrappers never match that";
    private static final String DOUBT = ": it lets nobody in, and keeps out whom it may mean";

    private final String file;
    private final ConfFiles reader;
    private final Findings findings;
    private final boolean doubts;
    private int depth;

    /**
     * @param file what it is called in messages
     * @param reader of the files that it names
     * @param doubts whether what cannot be read may match
     */
    PatternReader(String file, ConfFiles reader, Findings findings, boolean doubts) {
        this.file = file;
        this.reader = reader;
        this.findings = findings;
        this.doubts = doubts;
    }

    /** The pattern that a word is. */
    HostPattern host(String word, int line) {
        if (word.isEmpty()) {
            return doubtful("no host after @", line, Optional.empty());
        } else if (word.startsWith("@")) {
            return doubtful(Quoted.of(word) + " is a netgroup, and these are not asked", line, Optional.empty());
        } else if (word.startsWith("/")) {
            return listed(word, line);
        } else if (word.equalsIgnoreCase("KNOWN")) {
            return new HostPattern.Known();
        } else if (word.equalsIgnoreCase("LOCAL")) {
            return new HostPattern.Local();
        }
        int slash = Words.split(word, '/');
        if (slash >= 0) {
            return masked(word, word.substring(0, slash), word.substring(slash + 1), line);
        }
        return word(word, line);
    }

    private HostPattern word(String word, int line) {
        TextPattern pattern = TextPattern.of(word);
        boolean exact = pattern instanceof TextPattern.Exact;
        if (exact && isBracketed(word)) {
            return prefixed(word, word, 128, line);
        }
        boolean addressOnly = word.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '/');
        if (exact && addressOnly && quad(word).isEmpty()) {
            return doubtful(
                    Quoted.of(word) + " is no address; expected all four numbers, or a dot at the end",
                    line,
                    Optional.empty());
        }
        return new HostPattern.Word(pattern, addressOnly);
    }

    private HostPattern masked(String word, String net, String mask, int line) {
        if (isBracketed(net)) {
            String fault = Quoted.of(word) + " has no length from 0 to 128";
            int length = lengthAsTaken(mask);
            if (length < 0 || length > 128) {
                return doubtful(fault, line, Optional.empty());
            }
            HostPattern taken = prefixed(word, net, length, line);
            if (mask.matches("[0-9]{1,3}")) {
                return taken;
            }
            findings.warning(file, line, fault + "; tcp_wrappers take it for /" + length + (doubts ? DOUBT : ""));
            return doubts ? new HostPattern.Doubtful(Optional.of(taken)) : taken;
        }
        Optional<Integer> number = quad(net);
        Optional<Integer> bits = mask(mask);
        if (number.isEmpty() || bits.isEmpty()) {
            return doubtful(
                    Quoted.of(word) + " is no network; expected such as 10.0.0.0/8 or 10.0.0.0/255.0.0.0",
                    line,
                    Optional.empty());
        }
        HostPattern meant = new HostPattern.Masked(number.get() & bits.get(), bits.get());
        if ((number.get() & bits.get()) != number.get()) {
            return doubtful(Quoted.of(word) + " has bits set beyond its mask", line, Optional.of(meant));
        }
        if (mask.equals("0") || mask.equals("255.255.255.255")) {
            return doubtful(Quoted.of(word) + " has a mask that they do not take", line, Optional.of(meant));
        }
        return meant;
    }

    /** What atoi(3) of a C library with a long of 64 bits makes of a length: 0 of what is no number. */
    private static int lengthAsTaken(String mask) {
        Matcher number = LEADING_NUMBER.matcher(mask);
        if (!number.find()) {
            return 0;
        }
        BigInteger value = new BigInteger(number.group());
        return value.min(BigInteger.valueOf(Long.MAX_VALUE))
                .max(BigInteger.valueOf(Long.MIN_VALUE))
                .intValue();
    }

    private static Optional<Integer> mask(String mask) {
        if (mask.matches("0|[1-9]|[12][0-9]|3[0-2]")) {
            int length = Integer.parseInt(mask);
            return Optional.of(length == 0 ? 0 : -1 << (Integer.SIZE - length));
        }
        return quad(mask);
    }

    private HostPattern prefixed(String word, String net, int length, int line) {
        String text = net.substring(1, net.length() - 1);
        try {
            AddressPrefix address = AddressPrefix.parse(text);
            if (text.indexOf('/') < 0 && address.family() == Family.IPV6) {
                return new HostPattern.Prefixed(address.first(length));
            }
            if (!doubts && text.indexOf(':') >= 0 && length < MAPPED) {
                // a prefix of ::ffff:0:0/96 as tcp_wrappers see it, or a little more
                return new HostPattern.Prefixed(AddressPrefix.parse("::").first(Math.min(length, ZEROS)));
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        return doubtful(Quoted.of(word) + " has no IPv6 address in its brackets", line, Optional.empty());
    }

    private static boolean isBracketed(String word) {
        return word.startsWith("[") && word.endsWith("]") && word.length() > 2;
    }

    /** Four numbers with dots; empty for all else, other forms of inet_addr(3) too. */
    private static Optional<Integer> quad(String text) {
        try {
            AddressPrefix address = AddressPrefix.parse(text);
            return text.indexOf(':') < 0 && text.indexOf('/') < 0
                    ? Optional.of((int) (address.high() >>> Integer.SIZE))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private HostPattern listed(String path, int line) {
        if (depth >= DEEPEST) {
            return doubtful(
                    Quoted.of(path) + " is the " + (DEEPEST + 1) + "th file that is named by another",
                    line,
                    Optional.empty());
        }
        depth++;
        try {
            return listed(Path.of(path), line);
        } catch (InvalidPathException e) { // Java refuses names that the locale's encoding cannot write
            return doubtful(Quoted.of(path) + " cannot be the name of a file", line, Optional.empty());
        } finally {
            depth--;
        }
    }

    private HostPattern listed(Path path, int line) {
        List<HostPattern> patterns = new ArrayList<>();
        try {
            StringTokenizer words =
                    new StringTokenizer(new String(reader.read(path), StandardCharsets.ISO_8859_1), " \t\r\n\f\u000b");
            while (words.hasMoreTokens()) {
                patterns.add(host(words.nextToken(), line));
            }
        } catch (IOException e) {
            if (!ReadFailure.isAbsent(e)) {
                return doubtful(path + ": " + ReadFailure.reason(e), line, Optional.empty());
            }
            findings.warning(file, line, path + ": no such file; it counts as empty");
        }
        return new HostPattern.Listed(patterns);
    }

    private HostPattern doubtful(String fault, int line, Optional<HostPattern> meant) {
        findings.warning(file, line, fault + NEVER + (doubts ? DOUBT : ""));
        return doubts ? new HostPattern.Doubtful(meant) : new HostPattern.Nobody();
    }
}
