package org.virtuald.entry;

/** The way in which strace(1) writes a string: ASCII in quotes, anything else with the escapes of C. */
final class StraceNotation {

    private StraceNotation() {}

    static String quoted(byte[] bytes) {
        var text = new StringBuilder("\"");
        for (int i = 0; i < bytes.length; i++) {
            boolean digitFollows = i + 1 < bytes.length && bytes[i + 1] >= '0' && bytes[i + 1] <= '7';
            text.append(escaped(bytes[i] & 0xff, digitFollows));
        }
        return text.append('"').toString();
    }

    private static String escaped(int value, boolean digitFollows) {
        return switch (value) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 0x0b -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> {
                if (value >= ' ' && value < 0x7f) {
                    yield Character.toString(value);
                }
                // an octal digit after a short number would be read as part of it
                yield (digitFollows ? "\\%03o" : "\\%o").formatted(value);
            }
        };
    }
}
