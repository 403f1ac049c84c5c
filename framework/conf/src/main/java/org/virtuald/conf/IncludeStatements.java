package org.virtuald.conf;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a file's include statements, which the parser does not tell. A scan that knows comments and strings is
 * enough: what it takes for a statement and is none is never asked for.
 */
final class IncludeStatements {

    private static final String LONG_QUOTE = "\"\"\"";
    private static final Pattern TOKEN = Pattern.compile("(#|//)|(\"\"\")|(\")|\\binclude\\s[\\s(a-z]*\"");

    private final String text;
    private final Map<String, Queue<Integer>> lines = new HashMap<>();
    private boolean scanned;
    private int line = 1;
    private int counted;

    IncludeStatements(String text) {
        this.text = text;
    }

    /** The line of the next statement with this name, in the order of the file; 0 when it cannot be told. */
    int lineOf(String name) {
        if (!scanned) {
            scanned = true;
            scan();
        }
        Queue<Integer> next = lines.get(name);
        return next == null || next.isEmpty() ? 0 : next.remove();
    }

    private void scan() {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && token.find(at)) {
            int start = token.end();
            if (token.group(1) != null) {
                at = find("\n", start);
            } else if (token.group(2) != null) {
                at = find(LONG_QUOTE, start) + LONG_QUOTE.length();
            } else {
                int end = endOfString(start);
                if (token.group(3) == null) {
                    lines.computeIfAbsent(text.substring(start, end), name -> new ArrayDeque<>())
                            .add(lineAt(start));
                }
                at = end + 1;
            }
        }
    }

    private int find(String what, int from) {
        int found = text.indexOf(what, from);
        return found < 0 ? text.length() : found;
    }

    /** The closing quote or, in a broken file, the end of the text. */
    private int endOfString(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private int lineAt(int position) {
        for (; counted < position; counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
