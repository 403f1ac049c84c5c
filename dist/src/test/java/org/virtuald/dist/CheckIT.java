package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code virtuald check} says what would go wrong, before it does. */
@AsRoot
class CheckIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    CheckIT() throws IOException, InterruptedException {}

    @Test
    void nothingIsWrong() throws Exception {
        site.service("name", root, "cat", "/name");
        site.service("off", "enabled = false\n" + Files.readString(site.serviceFile("name")));

        Outcome outcome = check();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("2 services (1 disabled), 0 errors, 0 warnings\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aLibraryIsMissingInTheRoot() throws Exception {
        site.service("name", root, "cat", "/name");
        deleteAll("libc.so.6");

        refuses("name.conf", root.toString(), "libc.so.6");
    }

    @Test
    void theDynamicLoaderIsMissingInTheRoot() throws Exception {
        site.service("name", root, "cat", "/name");
        deleteAll("ld-linux-*");

        refuses("name.conf", root.toString(), "ld-linux-");
    }

    @Test
    void theProgramIsMissingInTheRoot() throws Exception {
        site.service("name", root, "cat", "/name");
        deleteAll("cat");

        refuses("name.conf", root.toString(), "cat");
    }

    @Test
    void theInterpreterOfAScriptIsMissingInTheRoot() throws Exception {
        Files.setPosixFilePermissions(
                Files.writeString(root.resolve("script"), "#!/opt/interpreter -x\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
        site.service("name", root, "/script");

        refuses("name.conf", root.toString(), "/opt/interpreter");
    }

    @Test
    void aRootIsMissing() throws Exception {
        site.service("name", site.directory().resolve("nowhere"), "cat", "/name");

        refuses("name.conf", site.directory().resolve("nowhere").toString());
    }

    @Test
    void aUserIsMissing() throws Exception {
        site.service("name", """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody-of-that-name"
                """.formatted(root));

        refuses("name.conf:4: ", "nobody-of-that-name");
    }

    @Test
    void aProgramThatWaitsIsNotHeldToTheAccessListOfTheHost() throws Exception {
        site.service("name", root, "cat", "/name");
        Files.writeString(site.conf().resolve("virtuald.conf"), "deny = \"10.0.0.0/8\"\n");
        assertThat(check().err()).isEmpty();

        site.service("name", "wait = true\n" + Files.readString(site.serviceFile("name")));
        Outcome outcome = check();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("name.conf:1: warning: wait: the program takes the connections itself");
    }

    @Test
    void othersCouldWriteTheConf() throws Exception {
        Path conf = site.service("name", root, "cat", "/name");
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-rw-rw-"));

        refuses("name.conf", "is writable by ");
    }

    @Test
    void theConfOfOneServiceIsWrongAndAnotherIsAskedFor() throws Exception {
        site.service("good", root, "cat", "/name");
        site.service("bad", "listen = nowhere\n");

        assertThat(check("good").status()).isZero();
        assertThat(check("bad").status()).isEqualTo(78);
        assertThat(check().out()).startsWith("2 services (0 disabled), ");
        assertThat(check("missing").err()).contains("missing.conf");
    }

    private void refuses(String... parts) throws IOException, InterruptedException {
        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.err().lines()).anySatisfy(line -> assertThat(line).contains(parts));
        assertThat(outcome.out()).matches("1 service \\(0 disabled\\), [1-9] errors?, 0 warnings\n");
    }

    private Outcome check(String... more) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("check", "--conf", site.conf().toString()));
        arguments.addAll(List.of(more));
        return Distribution.run(arguments.toArray(String[]::new));
    }

    private void deleteAll(String glob) throws IOException {
        var matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
        List<Path> found;
        try (Stream<Path> files = Files.walk(root)) {
            found = files.filter(file -> matcher.matches(file.getFileName())).toList();
        }
        assertThat(found).as("files named %s", glob).isNotEmpty();
        for (Path file : found) {
            Files.delete(file);
        }
    }
}
