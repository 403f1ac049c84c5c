package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.virtuald.posix.UserNamespace;

/**
 * One walk along a path, a component at a time as the kernel resolves it (path_resolution(7)): every directory, symbolic link
 * and the file at the end must belong to root, and nobody else may write to it. What has passed can be changed by root
 * alone, so it is the same when it is opened later, however much later; only somebody who holds a file open for writing from
 * a time when he was allowed to can still change it.
 *
 * <p>A directory with the sticky bit that others can write to, such as {@code /tmp}, lets nobody rename or remove what
 * belongs to root, and passes.
 */
final class PathTrust {
    private static final int MAX_LINKS = 40; // MAXSYMLINKS of path_resolution(7)
    private static final int NOBODY = 65534; // /proc/sys/kernel/overflowuid

    // linux/stat.h
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFLNK = 0120000;
    private static final int S_ISVTX = 01000;
    private static final int ANY_EXECUTE = 0111;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** In a user namespace that has no such user, the owner of what belongs to somebody outside: to the machine's root. */
    private static final boolean NOBODY_IS_OUTSIDE = !UserNamespace.hasUser(NOBODY);

    /** What a path leads to. */
    enum End {
        /** A regular file that somebody may execute. */
        PROGRAM,
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** Nothing is there; what lies before it has passed, so nobody but root can put something there. */
        MISSING,
        /** A device, a socket, a pipe. */
        OTHER
    }

    private final Path top;
    private final Deque<String> ahead = new ArrayDeque<>();
    private Path here;
    private End end = End.DIRECTORY;
    private int links;

    private PathTrust(Path top, String path) {
        this.top = top;
        this.here = top;
        push(path);
    }

    /**
     * Walks a path of the machine.
     *
     * @throws DistrustException naming the first component that is wrong
     * @throws IOException when a component cannot be looked at
     */
    static PathTrust of(Path path) throws IOException {
        PathTrust walk = new PathTrust(Path.of("/"), path.toAbsolutePath().toString());
        look(walk.here);
        walk.walk();
        return walk;
    }

    /** Walks a path inside a root, whose own path has passed. */
    static PathTrust inside(Path root, String path) throws IOException {
        PathTrust walk = new PathTrust(root, path);
        walk.walk();
        return walk;
    }

    /** What it led to. */
    End end() {
        return end;
    }

    /** Where it led, without symbolic links. */
    Path place() {
        return here;
    }

    private void walk() throws IOException {
        while (!ahead.isEmpty()) {
            if (end != End.DIRECTORY) {
                end = End.MISSING; // ENOTDIR
                return;
            }
            String name = ahead.pop();
            if (name.equals("..")) {
                up();
            } else if (!step(here.resolve(name))) {
                return;
            }
        }
    }

    private void up() {
        Path parent = here.getParent();
        if (!here.equals(top) && parent != null) {
            here = parent;
        }
    }

    private boolean step(Path next) throws IOException {
        try {
            int mode = look(next);
            if ((mode & S_IFMT) == S_IFLNK) {
                follow(next);
            } else {
                here = next;
                end = switch (mode & S_IFMT) {
                    case S_IFDIR -> End.DIRECTORY;
                    case S_IFREG -> (mode & ANY_EXECUTE) != 0 ? End.PROGRAM : End.FILE;
                    default -> End.OTHER;
                };
            }
            return true;
        } catch (NoSuchFileException e) {
            end = End.MISSING;
            return false;
        }
    }

    private void follow(Path link) throws IOException {
        if (++links > MAX_LINKS) {
            throw new IOException(link + ": more than " + MAX_LINKS + " symbolic links");
        }
        String target = Files.readSymbolicLink(link).toString();
        if (target.startsWith("/")) {
            here = top;
        }
        push(target);
    }

    private void push(String path) {
        String[] names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                ahead.push(names[i]);
            }
        }
    }

    /** Looks at one component and answers its mode. */
    private static int look(Path component) throws IOException {
        Map<String, Object> stat = Files.readAttributes(component, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) stat.getOrDefault("mode", 0);
        int uid = (int) stat.getOrDefault("uid", -1);
        if (uid != 0 && !(uid == NOBODY && NOBODY_IS_OUTSIDE)) {
            String owner = Files.getOwner(component, LinkOption.NOFOLLOW_LINKS).getName();
            throw new DistrustException(component, "belongs to " + owner + "; it must belong to root (chown root)");
        }
        int writers = mode & (GROUP_WRITE | OTHERS_WRITE);
        boolean link = (mode & S_IFMT) == S_IFLNK; // whose mode means nothing, symlink(7)
        boolean sticky = (mode & S_IFMT) == S_IFDIR && (mode & S_ISVTX) != 0;
        if (writers != 0 && !link && !sticky) {
            throw new DistrustException(component, writable(component, mode & 07777, writers));
        }
        return mode;
    }

    private static String writable(Path component, int mode, int writers) throws IOException {
        String by = "";
        if ((writers & GROUP_WRITE) != 0) {
            by = "group " + Files.getAttribute(component, "posix:group", LinkOption.NOFOLLOW_LINKS);
        }
        if ((writers & OTHERS_WRITE) != 0) {
            by = by.isEmpty() ? "everyone" : by + " and everyone";
        }
        String change = by.startsWith("group") ? (by.endsWith("everyone") ? "go-w" : "g-w") : "o-w";
        return "is writable by %s (mode %04o); chmod %s".formatted(by, mode, change);
    }
}
