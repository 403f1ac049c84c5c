package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page that says how to write a bundle, followed to the letter: each file that it shows, and its build. */
final class AuthorsPage {
    private static final Path PAGE = Path.of("..", "bundles", "tarpit", "README.md");
    private static final Pattern FILE = Pattern.compile("(?ms)^`([^`\n]+)`:\n\n```\\w+\n(.*?)^```$");

    /** Maven on a busy machine. */
    private static final Duration A_BUILD = Duration.ofMinutes(5);

    private AuthorsPage() {}

    /** The files of the example by their paths. */
    static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        Matcher file = FILE.matcher(Files.readString(PAGE));
        while (file.find()) {
            files.put(file.group(1), file.group(2));
        }
        return files;
    }

    /** Writes the files and has Maven build them, without the network; answers the jar. */
    static Path build(Path directory) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        List<String> command = List.of(
                Path.of(System.getProperty("build.maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--offline",
                "-Daether.offline.protocols=file",
                "-Dmaven.repo.local=" + repository(directory.resolve("repository")),
                "-Dvirtuald=" + Distribution.HOME,
                "--file",
                directory.resolve("pom.xml").toString(),
                "package");
        Outcome maven = Outcome.of(command, Map.of(), A_BUILD);
        assertThat(maven.status())
                .as("mvn package says: %s%s", maven.out(), maven.err())
                .isZero();
        return directory.resolve("target").resolve("hello.jar");
    }

    /**
     * A repository with the plugins and libraries of this build, but nothing of Virtuald: that is to come from the distribution,
     * and is not to get into the repository of whoever builds this.
     */
    private static Path repository(Path made) throws IOException {
        Path real = Path.of(System.getProperty("build.repository"));
        Files.createDirectories(made.resolve("org"));
        for (Path group : children(real)) {
            if (!group.getFileName().toString().equals("org")) {
                Files.createSymbolicLink(made.resolve(group.getFileName()), group);
            }
        }
        for (Path group : children(real.resolve("org"))) {
            if (!group.getFileName().toString().equals("virtuald")) {
                Files.createSymbolicLink(made.resolve("org").resolve(group.getFileName()), group);
            }
        }
        return made;
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(children::add);
        }
        return children;
    }
}
