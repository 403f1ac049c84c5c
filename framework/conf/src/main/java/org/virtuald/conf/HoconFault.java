package org.virtuald.conf;

import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the HOCON parser complains about, in words for the writer of a conf rather than for a user of the parser. */
final class HoconFault {

    /** The first that fits is used; the more special come first. */
    private static final List<Wording> WORDINGS = List.of(
            wording("^.*unescaped newline in quoted strings.*$", "a quoted string does not end on its line"),
            wording(
                    "^.*unescaped (.+) in quoted strings.*$",
                    "a quoted string holds a bare $1; write it as \\\\t or \\\\uXXXX"),
            wording("^.*string quote was still open.*$", "a quoted string does not end"),
            wording("^.*triple-quoted string was still open.*$", "a \"\"\" string does not end"),
            wording(
                    "^.*backslash followed by ('.+?').*$",
                    "\\\\ before $1 is no escape; write \\\\\\\\ for a backslash"),
            wording("^.*Reserved character ('.+?') is not allowed.*$", "$1 must stand inside double quotes"),
            wording("^.*('[+$]') not followed by.*$", "$1 must stand inside double quotes"),
            wording("^.*Substitution \\$\\{ was not closed.*$", "a \\${ is not closed with }"),
            wording("^Cannot concatenate object.*$", "text, lists and objects cannot be joined with each other"),
            wording(
                    "^Token not allowed in path expression: (.*) \\(you can .*$",
                    "$1 in a key must stand inside double quotes"),
            wording("^Document has trailing tokens.*$", "unexpected text after the closing bracket of the file"),
            wording("^.*[Kk]ey ('.*') may not be followed by token: .*$", "key $1 has no value; expected = after it"),
            wording("^expecting include .*$", "expected a file name in double quotes after include"),
            wording("^unbalanced close brace.*$", "a } closes nothing"),
            wording("^include keyword is not followed.*$", "expected a file name in double quotes after include"),
            wording("^.*part of a cycle of substitutions involving (.*)$", "references go round in a circle: $1"),
            wording(
                    "^.*has type (\\w+) rather than object at file root.*$",
                    "expected keys and their values, found a list"),
            wording("^List should .* instead had token: (.*)$", "unexpected $1 in a list; is a ] or a comma missing?"),
            wording("^expecting a close paren.* not: end of file$", "unexpected end of file; is a } missing?"),
            wording("^(?:expecting a close paren.* not|.*wrong token|Expecting .*,? got):? (.*)$", "unexpected $1"));

    private record Wording(Pattern theirs, String ours) {}

    private HoconFault() {}

    static String describe(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        if (e.origin() != null) {
            message = message.replace(e.origin().description() + ": ", "");
        }
        // The parser's advice goes on about quotes and .properties files.
        int advice = message.indexOf(" (if you ");
        String bare = Quoted.plain(advice < 0 ? message : message.substring(0, advice));
        for (Wording wording : WORDINGS) {
            Matcher matcher = wording.theirs.matcher(bare);
            if (matcher.find()) {
                return matcher.replaceFirst(wording.ours);
            }
        }
        return "syntax error: " + bare;
    }

    private static Wording wording(String theirs, String ours) {
        return new Wording(Pattern.compile(theirs, Pattern.DOTALL), ours);
    }
}
