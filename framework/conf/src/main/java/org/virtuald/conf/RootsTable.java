package org.virtuald.conf;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Local address to root directory, in the order of the lines: the first line which matches wins. Immutable; a look-up
 * takes one probe for each prefix length that occurs in the table, however many lines it has.
 *
 * <p>A line is an address, blanks and a directory, which is the rest of the line and may hold spaces. The address is an
 * IPv4 or IPv6 address, a prefix such as {@code 10.0.0.0/8}, or {@code default}, which matches every address where it
 * stands. The directory {@code -} refuses. Empty lines and lines that begin with {@code #} mean nothing.
 */
public final class RootsTable {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** In {@link #directoryOf}: the rule refuses. */
    static final int REFUSED = -1;

    /*
     * Only rules that can match are kept, and among those one prefix lies within another only when its line comes
     * first: were the wider one first, the narrower could never match. So the longest prefix is the first line.
     */
    private final PrefixIndex rules;
    private final int defaultRule;

    /** By rule: its line, and its directory's place in {@link #directories} or {@link #REFUSED}. */
    private final int[] lineOf;

    private final int[] directoryOf;
    private final List<String> directories;

    RootsTable(PrefixIndex rules, int defaultRule, int[] lineOf, int[] directoryOf, List<String> directories) {
        this.rules = rules;
        this.defaultRule = defaultRule;
        this.lineOf = lineOf;
        this.directoryOf = directoryOf;
        this.directories = List.copyOf(directories);
    }

    /** What the table says about a local address. */
    public sealed interface Match {

        /**
         * Connections to it get this root.
         *
         * @param directory absolute, without {@code ..} components and control characters; nothing is known about
         *     whether it exists
         * @param line the line that says so
         */
        record Root(String directory, int line) implements Match {}

        /**
         * Connections to it are refused.
         *
         * @param line the line that says so
         */
        record Refused(int line) implements Match {}

        /** No line matches it. */
        record Absent() implements Match {}
    }

    /**
     * Reads a table. Every malformed line is an error; a line that can never match because of those before it, and a
     * table without a line, are warnings.
     *
     * @param file the name for messages
     * @param text the lines, ending in LF or CRLF, the last one in either or neither; a byte order mark before the first
     *     is left out
     */
    public static Reading<RootsTable> parse(String file, String text) {
        RootsTableParser parser = new RootsTableParser(file);
        int line = 1;
        int start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            parser.add(line++, text.substring(start, end));
            start = end + 1;
        }
        parser.add(line, text.substring(start));
        return parser.table();
    }

    /** The table without a line, which matches no address. */
    public static RootsTable empty() {
        return ((Reading.Accepted<RootsTable>) new RootsTableParser("").table()).value();
    }

    /** What the first line that matches the address says; a zone id does not matter. */
    public Match lookup(InetAddress local) {
        return lookup(local.getAddress());
    }

    /**
     * What the first line that matches the address says.
     *
     * @param local 4 or 16 bytes in network order; an IPv4-mapped address counts as IPv4
     * @throws IllegalArgumentException when it has another length
     */
    public Match lookup(byte[] local) {
        int found = rules.longest(AddressPrefix.of(local));
        int rule = found == PrefixMap.NONE ? defaultRule : found;
        if (rule == PrefixMap.NONE) {
            return new Match.Absent();
        }
        int directory = directoryOf[rule];
        return directory == REFUSED
                ? new Match.Refused(lineOf[rule])
                : new Match.Root(directories.get(directory), lineOf[rule]);
    }

    /** What the table says about every address, if that is the same for all: its only line is {@code default}. */
    public Optional<Match> everywhere() {
        return lineOf.length == 1 && defaultRule != PrefixMap.NONE
                ? Optional.of(lookup(new byte[4]))
                : Optional.empty();
    }

    /**
     * Where a socket for every address is opened in its place when each is to have the root of its own line: at the single
     * addresses of the table, and at those of the machine's that another line matches. None that is refused, none twice.
     *
     * @param machine addresses that the machine has
     */
    public List<InetAddress> addresses(Collection<InetAddress> machine) {
        Set<InetAddress> all = new LinkedHashSet<>();
        rules.singles().stream().map(AddressPrefix::address).forEach(all::add);
        machine.stream().map(AddressPrefix::of).map(AddressPrefix::address).forEach(all::add);
        return all.stream()
                .filter(address -> !address.isAnyLocalAddress() && lookup(address) instanceof Match.Root)
                .toList();
    }

    /** How many lines can match an address. */
    public int size() {
        return lineOf.length;
    }

    /** The directories that a look-up can answer, each once, in the order of the lines. */
    public List<String> directories() {
        return directories;
    }

    int probes(AddressPrefix.Family family) {
        return rules.probes(family);
    }
}
