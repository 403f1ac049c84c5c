package org.virtuald.inetd;

import java.util.List;

/**
 * A line of an entry: a name, an operator, values.
 *
 * @param comments the lines above it, without their {@code #}
 * @param operator {@code =}, {@code +=} or {@code -=}
 */
record XinetdAttribute(SourceLine source, List<String> comments, String name, String operator, List<String> values) {

    /** The values as one text, as files' names and numbers are meant. */
    String text() {
        return String.join(" ", values);
    }

    Remark remark(String text) {
        return source.remark(name + ": " + text);
    }
}
