package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One resolution of a path, a component at a time, so that no symbolic link is ever followed by the kernel. */
final class PathWalk {

    /** The kernel's limit, MAXSYMLINKS; see path_resolution(7). */
    private static final int MAX_LINKS = 40;

    private final Tree tree;
    private final boolean climbingRefused;
    private final Deque<String> ahead = new ArrayDeque<>();
    private final List<String> here = new ArrayList<>();
    private final List<Waypoint> trail = new ArrayList<>();
    private final List<Followed> followed = new ArrayList<>();

    /** A link and how many components were ahead behind it: while there are that many, we are in its target. */
    private record Followed(Waypoint.Link link, int ahead) {}

    PathWalk(Tree tree, boolean climbingRefused, String path) {
        this.tree = tree;
        this.climbingRefused = climbingRefused;
        push(path);
    }

    Resolution resolution() {
        try {
            while (!ahead.isEmpty()) {
                Optional<Resolution> end = step(ahead.pop());
                if (end.isPresent()) {
                    return end.get();
                }
            }
            return new Resolution.Found(path(), file(), attributes(), trail);
        } catch (NoSuchFileException | InvalidPathException e) {
            // A name that the locale's encoding cannot write, or that holds a NUL, is no file's.
            return nothing();
        } catch (IOException e) {
            return new Resolution.Unreadable(path(), Reason.of(e));
        }
    }

    private Optional<Resolution> step(String name) throws IOException {
        if (name.equals("..")) {
            return up();
        }
        here.add(name);
        PosixFileAttributes attributes = attributes();
        if (attributes.isSymbolicLink()) {
            return follow(Files.readSymbolicLink(file()).toString());
        }
        if (attributes.isDirectory()) {
            trail.add(new Waypoint.Directory(path()));
        } else if (!ahead.isEmpty()) {
            return Optional.of(nothing());
        }
        return Optional.empty();
    }

    private Optional<Resolution> up() {
        if (!here.isEmpty()) {
            here.remove(here.size() - 1);
        } else if (climbingRefused) {
            return Optional.of(new Resolution.Escaping(
                    followed.isEmpty()
                            ? "/.."
                            : followed.get(followed.size() - 1).link.path()));
        }
        return Optional.empty();
    }

    private Optional<Resolution> follow(String target) {
        Waypoint.Link link = new Waypoint.Link(path(), target);
        trail.add(link);
        followed.add(new Followed(link, ahead.size()));
        if (followed.size() > MAX_LINKS) {
            return Optional.of(new Resolution.Looping(link.path()));
        }
        here.remove(here.size() - 1);
        if (target.startsWith("/")) {
            here.clear();
        }
        push(target);
        return Optional.empty();
    }

    /** The end of a walk at a component that is not there: the fault of the last link whose target we are still in. */
    private Resolution nothing() {
        for (int i = followed.size() - 1; i >= 0; i--) {
            if (followed.get(i).ahead <= ahead.size()) {
                Waypoint.Link link = followed.get(i).link;
                return new Resolution.Dangling(link.path(), link.target());
            }
        }
        return new Resolution.Absent(path());
    }

    private void push(String path) {
        String[] names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                ahead.push(names[i]);
            }
        }
    }

    private PosixFileAttributes attributes() throws IOException {
        return Files.readAttributes(file(), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Path file() {
        return tree.entry(path());
    }

    private String path() {
        return "/" + String.join("/", here);
    }
}
