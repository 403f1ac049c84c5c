package org.virtuald.root;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * The first line of a script, as execve(2) reads it.
 *
 * @param interpreter the path that follows {@code #!}
 * @param argument the rest of the line, which is one argument whatever blanks it holds; may be empty
 */
record ScriptLine(String interpreter, String argument) {

    /** The kernel looks at that many bytes of a file (BINPRM_BUF_SIZE). */
    static final int MAX_LENGTH = 256;

    static Optional<ScriptLine> parse(byte[] beginning) {
        String text = new String(beginning, StandardCharsets.UTF_8);
        if (!text.startsWith("#!")) {
            return Optional.empty();
        }
        int end = text.indexOf('\n');
        String line = blanksOff(text.substring(2, end < 0 ? text.length() : end));
        int blank = 0;
        while (blank < line.length() && line.charAt(blank) != ' ' && line.charAt(blank) != '\t') {
            blank++;
        }
        return blank == 0
                ? Optional.empty()
                : Optional.of(new ScriptLine(line.substring(0, blank), blanksOff(line.substring(blank))));
    }

    /** The program that env(1) is to find on the search path, when that is who runs the script. */
    Optional<String> programOfEnv() {
        if (!Tree.name(interpreter).equals("env")) {
            return Optional.empty();
        }
        String words = argument.startsWith("-S") ? argument.substring(2) : argument;
        StringTokenizer tokens = new StringTokenizer(words, " \t");
        while (tokens.hasMoreTokens()) {
            String word = tokens.nextToken();
            if (!word.startsWith("-") && word.indexOf('=') < 0) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** Not {@code strip()}: a carriage return at the end of the line belongs to the name, to many a person's surprise. */
    private static String blanksOff(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
            to--;
        }
        return text.substring(from, to);
    }
}
