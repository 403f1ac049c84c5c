package org.virtuald.host.cli;

/** What a word looks like on a terminal, ECMA-48 SGR. */
enum Colour {
    PLAIN(""),
    BOLD("1"),
    GREEN("32"),
    YELLOW("33"),
    RED("31");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String of(String text) {
        return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[m";
    }
}
