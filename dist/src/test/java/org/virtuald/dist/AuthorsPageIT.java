package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The page on how to write a bundle says what is so: what a reader copies from it builds, and the host runs it. */
@AsRoot
class AuthorsPageIT {
    private static final Path PAGE = Path.of("..", "bundles", "tarpit", "README.md");

    @AutoClose
    private final Site site = new Site();

    AuthorsPageIT() throws IOException {}

    @Test
    void theBundleOfThePageBuildsAndGreets() throws Exception {
        String page = Files.readString(PAGE);
        Path project = Files.createDirectories(site.directory().resolve("hello"));
        int port = FreePort.find();
        Files.writeString(
                project.resolve("pom.xml"),
                block(page, "pom.xml", "xml")
                        .replace("/opt/virtuald", Distribution.HOME.toRealPath().toString()));
        Path source = project.resolve("src/main/java/org/example/hello/Hello.java");
        Files.createDirectories(source.resolveSibling(""));
        Files.writeString(
                source,
                block(page, "src/main/java/org/example/hello/Hello.java", "java")
                        .replace("7777", String.valueOf(port)));

        build(project);
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        Files.copy(project.resolve("target").resolve("hello.jar"), bundles.resolve("hello.jar"));
        site.start();

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("Hello, 127.0.0.1\n");
    }

    /** The text of the file of that name, as the page has it. */
    private static String block(String page, String file, String language) {
        Matcher block = Pattern.compile("(?s)`" + Pattern.quote(file) + "`:\n\n```" + language + "\n(.*?)```")
                .matcher(page);
        assertThat(block.find()).as("%s is on the page", file).isTrue();
        return block.group(1);
    }

    /** Builds with what this build has downloaded, and leaves no trace in the repository of the one who runs it. */
    private void build(Path project) throws IOException, InterruptedException {
        Path repository = site.directory().resolve("repository");
        link(Path.of(System.getProperty("maven.repo.local")), repository);
        Outcome.of(List.of(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "--batch-mode",
                        "--offline",
                        "-Daether.offline.protocols=file",
                        "-Dmaven.repo.local=" + repository,
                        "--file",
                        project.resolve("pom.xml").toString(),
                        "package"))
                .andWell();
    }

    /** A directory like another, with symbolic links in the place of its files. */
    private static void link(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.createSymbolicLink(to.resolve(from.relativize(file)), file);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
