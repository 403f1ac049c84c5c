package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The control group of cgroup v2 that this process is in, as /proc tells it. */
final class OwnCgroup {
    private OwnCgroup() {}

    /** Its directory; empty where there is no cgroup v2, or this process cannot see its group. */
    static Optional<Path> directory() {
        return mount().flatMap(mount -> path().flatMap(mount::directory));
    }

    /** The directory of the topmost group that is mounted. */
    static Optional<Path> top() {
        return mount().map(Mount::point);
    }

    /** Whether it is the topmost that this process can see: the machine's, or that of a container. */
    static boolean isRoot() {
        return path().filter("/"::equals).isPresent();
    }

    private static Optional<String> path() {
        return lines("/proc/self/cgroup").stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::".length()))
                .findFirst();
    }

    private static Optional<Mount> mount() {
        return lines("/proc/self/mountinfo").stream()
                .map(OwnCgroup::mount)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Where a group and those below it are mounted. */
    private record Mount(Path root, Path point) {
        Optional<Path> directory(String path) {
            Path group = Path.of(path);
            return group.startsWith(root)
                    ? Optional.of(
                            point.resolve(root.relativize(group).toString()).normalize())
                    : Optional.empty();
        }
    }

    /** A line of proc_pid_mountinfo(5): identities, root, mount point, options, a dash, the type. */
    private static Optional<Mount> mount(String line) {
        String[] fields = line.split(" ", -1);
        int dash = List.of(fields).indexOf("-");
        boolean isOurs = dash >= 5 && fields.length > dash + 1 && fields[dash + 1].equals("cgroup2");
        return isOurs ? Optional.of(new Mount(Path.of(fields[3]), Path.of(fields[4]))) : Optional.empty();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
