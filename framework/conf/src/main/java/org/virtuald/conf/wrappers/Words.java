package org.virtuald.conf.wrappers;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** How a line falls into parts. */
final class Words {
    private static final String SEPARATORS = ", \t\r\n";

    private Words() {}

    /** Where the text has the character first, outside of brackets: they hold IPv6 addresses; -1 when nowhere. */
    static int split(String text, char at) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == at && depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The same for the sign that has something before it. */
    static int splitWithin(String word, char at) {
        int split = split(word.substring(1), at);
        return split < 0 ? -1 : split + 1;
    }

    /** The words of a list, in groups that the word {@code EXCEPT} parts. */
    static List<List<String>> groups(String list) {
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        groups.add(group);
        StringTokenizer words = new StringTokenizer(list, SEPARATORS);
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.equalsIgnoreCase("EXCEPT")) {
                group = new ArrayList<>();
                groups.add(group);
            } else {
                group.add(word);
            }
        }
        return groups;
    }
}
