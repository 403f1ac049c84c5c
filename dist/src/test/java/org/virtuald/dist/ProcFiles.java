package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What proc(5) tells of a process.
 *
 * @param pid the process
 */
record ProcFiles(long pid) {

    private static final long TICKS_A_SECOND = 100; // USER_HZ of the kernel's interface, whatever its own clock

    private static final int STARTER_CHANNEL = 9;

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    /** Whether the process is there, and not a zombie. */
    boolean isAlive() throws IOException {
        try {
            return state() != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** R, S, T, Z and so on. */
    char state() throws IOException {
        return stat()[0].charAt(0);
    }

    /** The pids of its children, zombies among them. */
    List<Long> children() throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                ProcFiles other = new ProcFiles(Long.parseLong(one.getFileName().toString()));
                try {
                    if (Long.parseLong(other.stat()[1]) == pid) {
                        found.add(other.pid());
                    }
                } catch (IOException e) {
                    // it has ended meanwhile: reading says ENOENT or ESRCH
                }
            }
        }
        return found;
    }

    /** Of a launcher, its children that start programs. */
    List<Long> starters() throws IOException {
        List<Long> found = new ArrayList<>();
        for (long child : children()) {
            if (new ProcFiles(child).isStarter()) {
                found.add(child);
            }
        }
        return found;
    }

    /** Of a launcher, its children that are programs, or attend to the program in namespaces. */
    List<Long> programs() throws IOException {
        List<Long> found = new ArrayList<>();
        for (long child : children()) {
            ProcFiles other = new ProcFiles(child);
            if (!other.isStarter() && !other.wasStarter()) {
                found.add(child);
            }
        }
        return found;
    }

    /** By its arguments and its socket, which no child of it keeps. */
    private boolean isStarter() throws IOException {
        try {
            return arguments().contains("\0starter of ")
                    && Files.exists(file("fd").resolve(Integer.toString(STARTER_CHANNEL)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether it has ended and never executed another file than the starter's, which is known by a number. */
    private boolean wasStarter() throws IOException {
        try {
            return arguments().isEmpty() && Files.readString(file("comm")).matches("[0-9]+\n");
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private String arguments() throws IOException {
        return Files.readString(file("cmdline"));
    }

    /** The processes of a user. */
    static List<Long> ofUser(int uid) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                try {
                    if (Files.getAttribute(one, "unix:uid").equals(uid)) {
                        found.add(Long.parseLong(one.getFileName().toString()));
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return found;
    }

    /** The processor time that it has used. */
    Duration processorTime() throws IOException {
        String[] fields = stat();
        return Duration.ofMillis((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_A_SECOND);
    }

    /** A field of {@code status}, with its white space as single blanks. */
    String status(String field) throws IOException {
        return Files.readAllLines(file("status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + field + " in " + file("status")));
    }

    /** Its resident memory. */
    long residentBytes() throws IOException {
        return Long.parseLong(status("VmRSS").replace(" kB", "")) * 1024;
    }

    /** How many descriptors it has open. */
    int descriptors() throws IOException {
        return descriptorTargets().size();
    }

    /** How many descriptors a launcher has open, but for one to each starter: they come with the first launches. */
    int descriptorsWithoutStarters() throws IOException {
        return descriptors() - starters().size();
    }

    /** The names of its threads, 15 bytes of each at most: the kernel keeps no more. */
    List<String> threadNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(file("task"))) {
            for (Path task : tasks) {
                try {
                    names.add(Files.readString(task.resolve("comm")).strip());
                } catch (IOException e) {
                    // ended meanwhile
                }
            }
        }
        return names;
    }

    /** How many threads it has, without the compiler's, which a JVM starts and ends as it likes. */
    int tasks() throws IOException {
        return tasksWithout("C1 Compiler.*");
    }

    /** Of a launcher, the same without those that launch for a service: they stay a minute after a connection. */
    int tasksWithoutWorkers() throws IOException {
        return tasksWithout("C1 Compiler.*|.*/[0-9]+");
    }

    private int tasksWithout(String pattern) throws IOException {
        return Math.toIntExact(
                threadNames().stream().filter(name -> !name.matches(pattern)).count());
    }

    /** The number that its next descriptor gets. */
    int lowestFreeDescriptor() throws IOException {
        Set<Integer> used = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(file("fd"))) {
            descriptors.forEach(
                    one -> used.add(Integer.parseInt(one.getFileName().toString())));
        }
        int lowest = 0;
        while (used.contains(lowest)) {
            lowest++;
        }
        return lowest;
    }

    /** The sockets that it has open, as {@code socket:[INODE]}. */
    Set<String> sockets() throws IOException {
        Set<String> sockets = new TreeSet<>(descriptorTargets());
        sockets.removeIf(target -> !target.startsWith("socket:"));
        return sockets;
    }

    private List<String> descriptorTargets() throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(file("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return targets;
    }

    /** The fields from the third on: the second, the name, may hold blanks and parentheses. */
    private String[] stat() throws IOException {
        String line = Files.readString(file("stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }
}
