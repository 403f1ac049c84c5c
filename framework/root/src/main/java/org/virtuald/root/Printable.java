package org.virtuald.root;

import java.util.regex.Pattern;

/** Text with its control characters escaped: names in files are anybody's, and a terminal obeys what it is sent. */
final class Printable {

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

    private Printable() {}

    static String of(String text) {
        return CONTROL.matcher(text)
                .replaceAll(
                        control -> "\\\\x%02x".formatted((int) control.group().charAt(0)));
    }
}
