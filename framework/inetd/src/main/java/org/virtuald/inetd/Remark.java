package org.virtuald.inetd;

/**
 * Something that a file says and a conf cannot say, or says in another way.
 *
 * @param file where it stands
 * @param line 1 for the first line, 0 for the file as a whole
 * @param text what becomes of it, one line; control characters, which a file may have for the terminal that shows it, are
 *     replaced
 */
public record Remark(String file, int line, String text) {

    /** Makes the text fit for a terminal. */
    public Remark {
        text = text.replaceAll("\\p{Cntrl}", "?");
    }

    /** The form that compilers use: {@code FILE:LINE: text}. */
    @Override
    public String toString() {
        return (line == 0 ? file : file + ":" + line) + ": " + text;
    }
}
