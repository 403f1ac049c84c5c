package org.virtuald.inetd;

import java.util.ArrayList;
import java.util.List;

/** The words of a line of inetd.conf: blanks separate them, and single or double quotes hold them together. */
final class Words {

    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean within = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (!within && (c == '"' || c == '\'')) { // FreeBSD and GNU know quotes, at the start of a word
                quote = c;
                within = true;
            } else if (Character.isWhitespace(c)) {
                if (within) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                within = false;
            } else {
                word.append(c);
                within = true;
            }
        }
        if (within) {
            words.add(word.toString());
        }
        return words;
    }
}
