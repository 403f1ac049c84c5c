package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Files that others than root could have written: their service is refused and told why, the others are served. */
@AsRoot
class TrustIT {
    private static final int NOBODY = 65534;

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    TrustIT() throws IOException, InterruptedException {}

    @Test
    void aConfOrTableThatOthersCouldHaveWrittenIsRefusedAndTheOthersAreServed() throws Exception {
        site.service("good", root, "cat", "/name");
        mode(site.service("writable", root, "cat", "/name"), 0664);
        owner(site.service("foreign", root, "cat", "/name"));
        Path table = Files.writeString(site.conf().resolve("roots").resolve("table"), "default " + root + "\n");
        mode(table, 0666);
        site.service("table", conf("table", "nobody"));
        Path outside =
                Files.createDirectories(site.directory().resolve("tables").resolve("deep"));
        Path deep = Files.writeString(outside.resolve("roots"), "default " + root + "\n");
        mode(outside.getParent(), 0775);
        site.service("deep", conf(deep.toString(), "nobody"));
        Path open = Files.createDirectory(site.conf().resolve("open"));
        mode(open, 0777);
        site.service("link", conf("link", "nobody"));
        Files.createSymbolicLink(site.conf().resolve("roots").resolve("link"), open.resolve("link"));
        Files.writeString(open.resolve("link"), "default " + root + "\n");
        Files.writeString(open.resolve("more.conf"), "verbose = true\n");
        site.service("include", "include \"../open/more.conf\"\n" + conf("table", "nobody"));

        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
        assertThat(host.ready()).contains("not running: deep, foreign, include, link, table, writable");
        List<String> wrong = List.of(
                "writable.conf: is writable by group root (mode 0664); chmod g-w",
                "foreign.conf: belongs to nobody; it must belong to root (chown root)",
                table + ": is writable by group root and everyone (mode 0666); chmod go-w",
                deep + ": " + outside.getParent() + " is writable by group root (mode 0775); chmod g-w",
                "/roots/link: " + open + " is writable by group root and everyone (mode 0777); chmod go-w",
                "cannot include \"../open/more.conf\": " + open + " is writable by group root and everyone");
        for (String line : wrong) {
            assertThat(host.log().lines()).as("the log").anyMatch(logged -> logged.contains(line));
        }
        Outcome check = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(check.status()).isEqualTo(78);
        assertThat(check.err()).contains(wrong.toArray(String[]::new));
    }

    @Test
    void aDirectoryAboveTheConfThatOthersCanWriteStopsTheStart() throws Exception {
        site.service("name", root, "cat", "/name");
        mode(site.directory(), 0757);

        RunningHost host = site.begin();
        assertThat(host.awaitExit()).isEqualTo(78);
        assertThat(host.log().toString())
                .contains(site.directory() + " is writable by everyone (mode 0757); chmod o-w");
    }

    @Test
    void whatRunsAsRootMustBeRoots() throws Exception {
        Path program = Files.copy(root.resolve("usr/bin/cat"), root.resolve("usr/local.cat"));
        mode(program, 0755);
        site.service("root", conf("root", "root"));
        site.service("allowed", conf("root", "root") + "allow-writable-root = true\n");
        site.service("nobody", conf("root", "nobody"));
        Path table = site.conf().resolve("roots").resolve("root");
        Files.writeString(table, "default " + root + "\n");
        RunningHost host = site.start();
        assertServed(host, "root", "allowed", "nobody");

        String chmod = " is writable by group root and everyone (mode 0777); chmod go-w";
        for (Path wrong : List.of(program, root.resolve("usr"), root, site.directory())) {
            mode(wrong, 0777);
            assertThat(Client.ask("127.0.0.1", host.port("root"))).isEmpty();
            host.log().await("ERROR root: not run as root in root " + root + ": " + wrong + " is writable by");
            assertThat(host.log().toString()).contains(wrong + chmod);
            assertServed(host, "allowed", "nobody");
            mode(wrong, 0755);
            assertServed(host, "root");
        }
        owner(program);
        assertThat(Client.ask("127.0.0.1", host.port("root"))).isEmpty();
        host.log().await(program + " belongs to nobody; it must belong to root \\(chown root\\)");
        Outcome check = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(check.err())
                .contains("root.conf: " + root + ": not run as root: " + program + " belongs to nobody")
                .doesNotContain("allowed.conf: ", "nobody.conf: ");
    }

    @Test
    void aBundleThatOthersCouldHaveWrittenIsRefused() throws Exception {
        site.service("good", root, "cat", "/name");
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        Path settings = Files.writeString(bundles.resolve("internal.properties"), "daytime = 127.0.0.1:0\n");
        Path jar = Files.copy(Distribution.HOME.resolve("share/bundles/internal.jar"), bundles.resolve("internal.jar"));
        mode(jar, 0666);
        RunningHost host = site.start();
        host.log().await(jar + " is writable by group root and everyone \\(mode 0666\\); chmod go-w");
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");

        mode(jar, 0644);
        mode(settings, 0646);
        Reloads.reload(site);
        host.log().await(settings + " is writable by everyone \\(mode 0646\\); chmod o-w");

        mode(settings, 0644);
        Reloads.reload(site);
        host.log().await("bundle org.virtuald.bundles.internal .* started");
    }

    @Test
    void aDistributionThatOthersCouldHaveWrittenIsNotStarted() throws Exception {
        site.service("name", root, "cat", "/name");
        Path copy = site.directory().resolve("virtuald");
        FileTree.copy(Distribution.HOME, copy);
        Path launcher;
        try (var jars = Files.newDirectoryStream(copy.resolve("lib/launcher"), "virtuald-launcher-*.jar")) {
            launcher = jars.iterator().next();
        }
        owner(launcher);
        List<String> command = List.of(copy.resolve("bin/virtuald").toString());

        Outcome outcome = Outcome.of(join(command, site.runArguments()));
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains(launcher + " belongs to nobody; it must belong to root (chown root)");

        Files.setAttribute(launcher, "unix:uid", 0);
        Path archives = Files.createDirectories(copy.resolve("lib/cds"));
        mode(archives, 0777);
        outcome = Outcome.of(join(command, site.runArguments()));
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains(archives + " is writable by group root and everyone (mode 0777)");
    }

    private static List<String> join(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Arrays.stream(arguments)).toList();
    }

    private static void assertServed(RunningHost host, String... services) throws Exception {
        for (String service : services) {
            assertThat(Client.ask("127.0.0.1", host.port(service))).as(service).isEqualTo("one\n");
        }
    }

    private static String conf(String roots, String user) {
        return """
                listen = ["127.0.0.1:0"]
                exec   = ["/usr/local.cat", "/name"]
                roots  = "%s"
                user   = "%s"
                """.formatted(roots, user);
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private static void owner(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", NOBODY);
    }
}
