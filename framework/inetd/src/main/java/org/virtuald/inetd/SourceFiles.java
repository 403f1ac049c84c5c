package org.virtuald.inetd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that are imported. What is not UTF-8 in them stands in comments, in most cases, and is replaced; so are null bytes, which no path can have. */
final class SourceFiles {

    private SourceFiles() {}

    static List<SourceLine> lines(Path file) throws IOException {
        List<SourceLine> lines = new ArrayList<>();
        new String(Files.readAllBytes(file), UTF_8)
                .replace('\0', '\uFFFD')
                .lines()
                .forEach(text -> lines.add(new SourceLine(file.toString(), lines.size() + 1, text)));
        return lines;
    }

    /** The regular files of a directory whose names are wanted, in the order of their names in the C locale. */
    static List<Path> in(Path directory, Predicate<String> wanted) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}
