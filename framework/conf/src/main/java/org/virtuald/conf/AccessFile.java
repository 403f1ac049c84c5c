package org.virtuald.conf;

import java.util.Optional;
import java.util.function.Consumer;

/** A file of addresses: one address or prefix a line; what follows {@code #} or {@code ;} is a comment. */
final class AccessFile {
    private AccessFile() {}

    /** Reads every line; each that holds something else is an error. */
    static void read(byte[] bytes, String file, Problems problems, Consumer<AddressPrefix> prefixes) {
        Optional<String> text = Utf8.decode(bytes, file, problems);
        int[] line = {0};
        text.map(AccessFile::withoutByteOrderMark)
                .ifPresent(all -> all.lines().forEach(one -> {
                    line[0]++;
                    String address = withoutComment(one).strip();
                    if (!address.isEmpty()) {
                        try {
                            prefixes.accept(AddressPrefix.parse(address));
                        } catch (IllegalArgumentException e) {
                            problems.error(new Place(file, line[0]), String.valueOf(e.getMessage()));
                        }
                    }
                }));
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '#' || c == ';') {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
