package org.virtuald.conf;

/** What one line of a roots table says. */
sealed interface RootsLine {

    String REFUSED = "-";

    /** Nothing: it is empty or a comment. */
    record Blank() implements RootsLine {}

    /** Connections to these local addresses get this root, or none when it is {@link #REFUSED}. */
    record Rule(AddressPrefix prefix, String directory) implements RootsLine {}

    /** Connections to every local address get this root. */
    record Default(String directory) implements RootsLine {}

    /** Something else, and why. */
    record Malformed(String message) implements RootsLine {}

    /** Reads a line without its newline; a carriage return before it is a blank. */
    static RootsLine parse(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(line.charAt(end - 1))) {
            end--;
        }
        if (start == end || line.charAt(start) == '#') {
            return new Blank();
        }
        int gap = start;
        while (gap < end && !isBlank(line.charAt(gap))) {
            gap++;
        }
        String address = line.substring(start, gap);
        if (gap == end) {
            return new Malformed(Quoted.of(address) + " has no directory; expected ADDRESS DIRECTORY");
        }
        while (isBlank(line.charAt(gap))) {
            gap++;
        }
        return parse(address, line.substring(gap, end));
    }

    private static RootsLine parse(String address, String directory) {
        String complaint = complaint(directory);
        if (!complaint.isEmpty()) {
            return new Malformed(complaint);
        }
        if (address.equals("default")) {
            return new Default(directory);
        }
        try {
            return new Rule(AddressPrefix.parse(address), directory);
        } catch (IllegalArgumentException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with the directory, or nothing. */
    private static String complaint(String directory) {
        if (directory.equals(REFUSED)) {
            return "";
        }
        String quoted = Quoted.of(directory);
        if (directory.chars().anyMatch(Character::isISOControl)) {
            return "directory " + quoted + " holds a control character";
        }
        if (directory.charAt(0) != '/') {
            return "directory " + quoted + " is not absolute; expected a path from /, or - to refuse";
        }
        return (directory + "/").contains("/../") ? "directory " + quoted + " goes up with .." : "";
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
