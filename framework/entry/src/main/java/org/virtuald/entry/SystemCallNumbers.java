package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The numbers of all system calls of Linux 6.1, by name, those also that no plan makes: a seccomp filter speaks of them.
 * Read from the resource {@code system-calls} when it is first asked for.
 */
final class SystemCallNumbers {
    private static final String RESOURCE = "system-calls";
    private static final Map<String, Map<Architecture, Integer>> BY_NAME = read();

    private SystemCallNumbers() {}

    /** The names of section 2 of the manual, of both architectures. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The number, or empty where the architecture has no call of that name. */
    static OptionalInt number(String name, Architecture architecture) {
        Integer number = BY_NAME.getOrDefault(name, Map.of()).get(architecture);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Map<String, Map<Architecture, Integer>> read() {
        try (InputStream in = SystemCallNumbers.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            Map<String, Map<Architecture, Integer>> byName = new TreeMap<>();
            new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> byName.put(words[0], numbers(words[1], words[2])));
            return byName;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Architecture, Integer> numbers(String x86, String arm64) {
        Map<Architecture, Integer> numbers = new EnumMap<>(Architecture.class);
        put(numbers, Architecture.X86_64, x86);
        put(numbers, Architecture.ARM64, arm64);
        return numbers;
    }

    private static void put(Map<Architecture, Integer> numbers, Architecture architecture, String text) {
        if (!text.equals("-")) {
            numbers.put(architecture, Integer.parseInt(text));
        }
    }
}
