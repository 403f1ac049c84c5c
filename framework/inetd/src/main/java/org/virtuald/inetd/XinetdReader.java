package org.virtuald.inetd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads xinetd.conf and what it includes, as xinetd.conf(5) tells. */
final class XinetdReader {
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)\\s*(\\+=|-=|=)\\s*(.*)");
    private static final Pattern START = Pattern.compile("(?:service\\s+(\\S+)|(defaults))\\s*(\\{)?");
    private static final int DEEPEST = 10;

    private final List<XinetdEntry> services = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private @Nullable XinetdEntry defaults;

    List<XinetdEntry> services() {
        return services;
    }

    Optional<XinetdEntry> defaults() {
        return Optional.ofNullable(defaults);
    }

    List<Remark> remarks() {
        return remarks;
    }

    /** Reads a file, or those of a directory as {@code includedir} does. */
    void read(Path path) throws IOException {
        read(path, 0);
    }

    private void read(Path path, int depth) throws IOException {
        if (Files.isDirectory(path)) {
            for (Path file : SourceFiles.in(path, name -> name.indexOf('.') < 0 && !name.endsWith("~"))) {
                readFile(file, depth);
            }
        } else {
            readFile(path, depth);
        }
    }

    private void readFile(Path file, int depth) throws IOException {
        List<String> comments = new ArrayList<>();
        XinetdEntry entry = null;
        for (SourceLine line : SourceFiles.lines(file)) {
            String text = line.text().strip();
            Matcher start = START.matcher(text);
            if (text.startsWith("#")) {
                comments.add(text.substring(1).strip());
                continue;
            }
            if (text.isEmpty() || text.equals("{")) {
                continue;
            }
            if (text.equals("}")) {
                entry = null;
            } else if (entry != null) {
                attribute(entry, line, text, comments);
            } else if (start.matches()) {
                entry = entry(line, start, comments);
            } else {
                include(line, text, depth);
            }
            comments.clear();
        }
        if (entry != null) {
            remarks.add(entry.source().remark("the entry has no end; taken as ending with the file"));
        }
    }

    private XinetdEntry entry(SourceLine line, Matcher start, List<String> comments) {
        if (start.group(1) != null) {
            XinetdEntry service = new XinetdEntry(line, start.group(1), comments);
            services.add(service);
            return service;
        }
        XinetdEntry known = defaults;
        if (known != null) {
            remarks.add(line.remark("defaults come a second time; read as if they went on"));
            return known;
        }
        XinetdEntry made = new XinetdEntry(line, "defaults", comments);
        defaults = made;
        return made;
    }

    private void attribute(XinetdEntry entry, SourceLine line, String text, List<String> comments) {
        Matcher parts = ATTRIBUTE.matcher(text);
        if (parts.matches()) {
            String values = parts.group(3).strip();
            entry.add(new XinetdAttribute(
                    line,
                    List.copyOf(comments),
                    parts.group(1),
                    parts.group(2),
                    values.isEmpty() ? List.of() : List.of(values.split("\\s+", -1))));
        } else {
            remarks.add(line.remark("not read: expected ATTRIBUTE = VALUES"));
        }
    }

    private void include(SourceLine line, String text, int depth) throws IOException {
        String[] words = text.split("\\s+", 2);
        if (!words[0].matches("include|includedir") || words.length != 2 || depth == DEEPEST) {
            remarks.add(line.remark("not read: expected service, defaults, include or includedir"));
            return;
        }
        Path path = Path.of(words[1]);
        if (words[0].equals("include") ? Files.isRegularFile(path) : Files.isDirectory(path)) {
            read(path, depth + 1);
        } else {
            remarks.add(line.remark("there is no " + path));
        }
    }
}
