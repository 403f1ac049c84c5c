package org.virtuald.bundles.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON, RFC 8259: an object becomes a {@code Map<String, Object>}, an array a {@code List<Object>}, a number a {@code Long}
 * or a {@code Double}, null an empty {@code Optional}. Of two fields with one name the last counts.
 */
final class Json {
    private static final int DEEPEST = 32;
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static Fields read(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        if (reader.peek() != 0 || !(value instanceof Map)) {
            throw reader.wrong();
        }
        return Fields.of(value);
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not a JSON object, at character " + at);
    }

    /** The next character that is no white space, 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong();
        }
        at++;
    }

    private Object value() {
        char first = peek();
        if (first == '"') {
            return string();
        }
        if (first != '{' && first != '[') {
            return word();
        }
        if (++depth > DEEPEST) {
            throw wrong();
        }
        Object value = first == '{' ? object() : array();
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            if (!fields.isEmpty()) {
                expect(',');
            }
            if (peek() != '"') {
                throw wrong();
            }
            String name = string();
            expect(':');
            fields.put(name, value());
        }
        at++;
        return fields;
    }

    private List<Object> array() {
        List<Object> values = new ArrayList<>();
        at++;
        while (peek() != ']') {
            if (!values.isEmpty()) {
                expect(',');
            }
            values.add(value());
        }
        at++;
        return values;
    }

    private String string() {
        StringBuilder read = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            read.append(c == '\\' ? escape() : c);
        }
        expect('"');
        return read.toString();
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw wrong();
        };
    }

    private char hex() {
        if (at + HEX_DIGITS > text.length()
                || !text.substring(at, at + HEX_DIGITS).matches("[0-9a-fA-F]{4}")) {
            throw wrong();
        }
        at += HEX_DIGITS;
        return (char) Integer.parseInt(text.substring(at - HEX_DIGITS, at), HEX);
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> Optional.empty();
            default -> number(word);
        };
    }

    private Object number(String word) {
        try {
            if (word.matches("-?\\d{1,18}")) {
                return Long.valueOf(word);
            }
            if (word.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
                return Double.valueOf(word);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + word, e);
        }
        throw wrong();
    }
}
