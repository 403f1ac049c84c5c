package org.virtuald.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A control group of this machine's cgroup v2 that is delegated to a test, with what controllers there are. A test is
 * skipped where none can be made. Closing kills what runs there, and removes it.
 */
final class CgroupSite implements AutoCloseable {
    private final Path top;
    private final Path directory;
    private final List<String> enabled = new ArrayList<>();

    CgroupSite() throws IOException {
        top = Path.of(Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" - cgroup2 "))
                .findFirst()
                .map(line -> line.split(" ", -1)[4])
                .orElse("/nowhere"));
        directory = top.resolve("virtuald-it-" + ProcessHandle.current().pid());
        assumeTrue(Files.isWritable(top), "no cgroup v2 that can be written to");
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            assumeTrue(false, "no control group can be made here: " + e);
        }
        assumeTrue(Files.exists(directory.resolve("cgroup.kill")), "an older kernel");
        for (String controller : words(top.resolve("cgroup.controllers"))) {
            if (!words(top.resolve("cgroup.subtree_control")).contains(controller)) {
                try {
                    write(top.resolve("cgroup.subtree_control"), "+" + controller);
                    enabled.add(controller);
                } catch (IOException e) {
                    // EBUSY where the topmost group that can be seen is not the machine's
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** The controllers that groups within can have. */
    List<String> controllers() throws IOException {
        return words(directory.resolve("cgroup.controllers"));
    }

    /** A file whose value can be any number of pages, as {@code memory.max}. */
    Optional<String> limit() throws IOException {
        Path trial = Files.createDirectory(directory.resolve("trial"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "{hugetlb.*.max,memory.max}")) {
            for (Path file : files) {
                return Optional.of(file.getFileName().toString());
            }
            return Optional.empty();
        } finally {
            Files.delete(trial);
        }
    }

    /** The groups within a group. */
    static List<Path> within(Path group) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(group)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(group, Files::isDirectory)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }

    static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split("\\s+"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        write(directory.resolve("cgroup.kill"), "1");
        Await.until(
                "all in it have ended",
                () -> !Files.readString(directory.resolve("cgroup.events")).contains("populated 1"));
        remove(directory);
        for (String controller : enabled) {
            write(top.resolve("cgroup.subtree_control"), "-" + controller);
        }
    }

    private static void remove(Path group) throws IOException {
        for (Path within : within(group)) {
            remove(within);
        }
        Files.deleteIfExists(group);
    }
}
