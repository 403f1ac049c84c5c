package org.virtuald.host;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names, by folder, that decide what is found under some paths: the files' own, and that of each symbolic link on the
 * way to them. A change of any of them may be a change of a file.
 */
final class WatchedNames {
    private static final int MOST_LINKS = 40; // path_resolution(7)

    private final Map<Path, Set<String>> byFolder = new HashMap<>();
    private final Map<Path, Optional<BasicFileAttributes>> seen = new HashMap<>();

    private WatchedNames() {}

    /** The names that decide on these files, as the file system is now. */
    static Map<Path, Set<String>> of(Collection<Path> files) {
        WatchedNames names = new WatchedNames();
        files.forEach(file -> names.walk(file.toAbsolutePath()));
        return names.byFolder;
    }

    private void walk(Path file) {
        Deque<Path> rest = new ArrayDeque<>();
        file.forEach(rest::add);
        Path root = requireNonNull(file.getRoot());
        Path folder = root;
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.remove().toString();
            if (name.equals("..")) {
                folder = Optional.ofNullable(folder.getParent()).orElse(root);
            } else if (!name.equals(".") && !name.isEmpty()) {
                Path next = folder.resolve(name);
                Optional<BasicFileAttributes> attributes = seen.computeIfAbsent(next, WatchedNames::attributes);
                boolean isLink =
                        attributes.map(BasicFileAttributes::isSymbolicLink).orElse(false);
                if (rest.isEmpty() || isLink || attributes.isEmpty()) {
                    byFolder.computeIfAbsent(folder, unused -> new HashSet<>()).add(name);
                }
                if (attributes.isEmpty() || (isLink && ++links > MOST_LINKS)) {
                    return;
                }
                if (isLink) {
                    Path target = target(next);
                    folder = target.isAbsolute() ? root : folder;
                    prepend(target, rest);
                } else {
                    folder = next;
                }
            }
        }
    }

    private static void prepend(Path target, Deque<Path> rest) {
        Deque<Path> names = new ArrayDeque<>();
        target.forEach(names::add);
        for (Iterator<Path> last = names.descendingIterator(); last.hasNext(); ) {
            rest.addFirst(last.next());
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return Path.of(""); // gone since it was looked at, of which the watcher will hear
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
