package org.virtuald.conf.wrappers;

import java.util.Locale;

/** A pattern for names and for addresses as text; case does not count. */
sealed interface TextPattern {

    boolean matches(String text);

    /** What a word of a rule means where a daemon or a user is meant, and for hosts after all other forms. */
    static TextPattern of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.indexOf('*') >= 0 || lower.indexOf('?') >= 0) {
            return new Wildcards(lower);
        } else if (lower.startsWith(".")) {
            return new Ending(lower);
        } else if (lower.equals("all")) {
            return new Everything();
        } else if (lower.equals("known")) {
            return new Known();
        } else if (lower.endsWith(".")) {
            return new Beginning(lower);
        }
        return new Exact(lower);
    }

    /** {@code ALL}. */
    record Everything() implements TextPattern {
        @Override
        public boolean matches(String text) {
            return true;
        }
    }

    /** {@code KNOWN}, of a user or daemon. */
    record Known() implements TextPattern {
        @Override
        public boolean matches(String text) {
            return !text.equalsIgnoreCase(HostPattern.UNKNOWN);
        }
    }

    /** {@code in.ftpd}, {@code 10.0.0.1}, {@code UNKNOWN}. */
    record Exact(String lower) implements TextPattern {
        @Override
        public boolean matches(String text) {
            return text.equalsIgnoreCase(lower);
        }
    }

    /** {@code .example.com}: what has something before it. */
    record Ending(String lower) implements TextPattern {
        @Override
        public boolean matches(String text) {
            return text.length() > lower.length()
                    && text.toLowerCase(Locale.ROOT).endsWith(lower);
        }
    }

    /** {@code 10.0.}. */
    record Beginning(String lower) implements TextPattern {
        @Override
        public boolean matches(String text) {
            return text.toLowerCase(Locale.ROOT).startsWith(lower);
        }
    }

    /** {@code *.example.com}, {@code 10.0.?.1}: any characters, and any one. */
    record Wildcards(String lower) implements TextPattern {
        @Override
        public boolean matches(String text) {
            String all = text.toLowerCase(Locale.ROOT);
            int at = 0;
            int pattern = 0;
            int star = -1;
            int afterStar = 0; // how much the last star has taken, which is all that is ever tried again
            while (at < all.length()) {
                char wanted = pattern < lower.length() ? lower.charAt(pattern) : 0;
                if (wanted == '*') {
                    star = pattern++;
                    afterStar = at;
                } else if (wanted != 0 && (wanted == '?' || wanted == all.charAt(at))) {
                    pattern++;
                    at++;
                } else if (star >= 0) {
                    pattern = star + 1;
                    at = ++afterStar;
                } else {
                    return false;
                }
            }
            while (pattern < lower.length() && lower.charAt(pattern) == '*') {
                pattern++;
            }
            return pattern == lower.length();
        }
    }
}
