package org.virtuald.conf;

import com.typesafe.config.ConfigUtil;
import java.util.regex.Pattern;

/** Text out of a file, made fit for a message: short, on one line, control characters escaped. */
public final class Quoted {

    private static final int SHOWN = 80;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private Quoted() {}

    /** The text in quotes, as HOCON would write it, and not more than 80 characters of it. */
    public static String of(String text) {
        return text.length() <= SHOWN
                ? ConfigUtil.quoteString(text)
                : ConfigUtil.quoteString(text.substring(0, SHOWN)) + "...";
    }

    /** A key as it is when it is a plain word. */
    static String key(String name) {
        return WORD.matcher(name).matches() ? name : of(name);
    }

    /** The same without the quotes, for text that is a sentence of its own. */
    static String plain(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }
}
