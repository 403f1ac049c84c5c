package org.virtuald.inetd;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads inetd.conf as OpenBSD's, Debian's, FreeBSD's, NetBSD's and GNU's inetd do, together: address prefixes and lines that set
 * one for those that follow, arguments that go on in the next line, quotes, directories, {@code .include}.
 */
final class InetdReader {
    private static final String OFF = "#<off>#";
    private static final String FORM = "SERVICE TYPE PROTOCOL WAIT USER PROGRAM [ARGUMENT...]";
    private static final int DEEPEST = 10;

    private final List<InetdLine> lines = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    List<InetdLine> lines() {
        return lines;
    }

    List<Remark> remarks() {
        return remarks;
    }

    /** Reads a file, or those of a directory. */
    void read(Path path) throws IOException {
        read(path, 0);
    }

    private void read(Path path, int depth) throws IOException {
        if (!Files.isDirectory(path)) {
            readFile(path, depth);
            return;
        }
        for (Path file : SourceFiles.in(path, name -> !name.startsWith(".") && !name.endsWith("~"))) {
            readFile(file, depth);
        }
    }

    private void readFile(Path file, int depth) throws IOException {
        List<String> addresses = List.of("*");
        List<String> comments = new ArrayList<>();
        for (SourceLine line : joined(SourceFiles.lines(file))) {
            String text = line.text().strip();
            if (text.isEmpty()) {
                comments.clear(); // a comment that stands alone belongs to no service
            } else if (text.startsWith(".include")) {
                include(file, line, depth);
            } else if (text.startsWith("#") && !text.startsWith(OFF)) {
                comments.add(text.substring(1).strip());
            } else if (text.matches("\\S+:")) {
                addresses = List.of(text.substring(0, text.length() - 1).split(",", -1));
            } else {
                service(line, text, addresses, comments);
                comments.clear();
            }
        }
    }

    /** In BSD's files a line that begins with a blank goes on with the one before it; many write a backslash before it. */
    private static List<SourceLine> joined(List<SourceLine> lines) {
        List<SourceLine> joined = new ArrayList<>();
        for (SourceLine line : lines) {
            int last = joined.size() - 1;
            if (last >= 0 && canGoOn(joined.get(last)) && (isIndented(line) || goesOn(joined.get(last)))) {
                SourceLine begun = joined.get(last);
                String text = goesOn(begun) ? begun.text().replaceFirst("\\\\\\s*$", " ") : begun.text();
                joined.set(last, new SourceLine(begun.file(), begun.number(), text + line.text()));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    private static boolean isIndented(SourceLine line) {
        return !line.text().isBlank() && Character.isWhitespace(line.text().charAt(0));
    }

    private static boolean goesOn(SourceLine line) {
        return line.text().stripTrailing().endsWith("\\");
    }

    private static boolean canGoOn(SourceLine line) {
        return !line.text().isBlank() && !line.text().startsWith("#");
    }

    private void include(Path file, SourceLine line, int depth) throws IOException {
        List<String> words = Words.of(line.text());
        if (words.size() != 2 || depth == DEEPEST) {
            remarks.add(line.remark("not read: expected .include \"FILES\", at most " + DEEPEST + " deep"));
            return;
        }
        Path wanted = file.toAbsolutePath().resolveSibling(words.get(1)).normalize();
        Path folder = wanted.getParent();
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + wanted.getFileName());
        List<Path> found = folder != null && Files.isDirectory(folder)
                ? SourceFiles.in(folder, name -> matcher.matches(Path.of(name)))
                : List.of();
        if (found.isEmpty()) {
            remarks.add(line.remark("there is no file " + wanted));
        }
        for (Path one : found) {
            read(one, depth + 1);
        }
    }

    private void service(SourceLine line, String text, List<String> defaultAddresses, List<String> comments) {
        boolean enabled = !text.startsWith(OFF);
        List<String> words =
                Words.of(enabled ? text : text.substring(OFF.length()).replaceFirst("^#", ""));
        if (words.size() >= 2 && words.get(1).matches("on|off")) {
            remarks.add(line.remark(words.get(0) + ": not read: NetBSD's form with KEY = VALUE"));
            return;
        }
        if (words.size() < 6) {
            if (enabled) {
                remarks.add(line.remark("not read: expected " + FORM));
            }
            return;
        }
        String service = words.get(0);
        List<String> addresses = defaultAddresses;
        int colon = service.lastIndexOf(':');
        if (colon >= 0 && !words.get(2).startsWith("unix")) {
            addresses = List.of(service.substring(0, colon).split(",", -1));
            service = service.substring(colon + 1);
        }
        lines.add(new InetdLine(
                line,
                enabled,
                List.copyOf(comments),
                addresses,
                service,
                words.get(1),
                words.get(2),
                words.get(3),
                words.get(4),
                words.get(5),
                List.copyOf(words.subList(6, words.size()))));
    }
}
